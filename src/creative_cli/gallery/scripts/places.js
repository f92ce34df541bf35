// The filter by place: a tree of regions, sub-regions and countries. Selecting a region selects all its countries.
const regions = new Map(data.regions.map((region) => [region.code, region]));
const regionsOf = new Map();
for (const { code, countries } of data.regions) {
  for (const country of countries) regionsOf.set(country, [...(regionsOf.get(country) ?? []), code]);
}
const within = (ad) => regionsOf.get(ad.country) ?? [];
const inPlaces = (state, ad) =>
  state.region.size + state.country.size === 0 || state.country.has(ad.country) || within(ad).some((code) => state.region.has(code));

// Hide a region with a single country; a URL may still name it.
function branch(region, labels) {
  const parts = data.regions.filter(({ within: whole }) => whole === region.code);
  const below = parts.length ? parts.map((part) => branch(part, labels)) : region.countries.map((code) => leaf(code, labels));
  return below.length === 1 ? below[0] : { key: "region", value: region.code, label: region.name, below };
}

const leaf = (code, labels) => ({ key: "country", value: code, label: labels.get(code), below: [] });

function placeRows(countries) {
  const labels = new Map(countries);
  const top = [
    ...data.regions.filter((region) => !region.within).map((region) => branch(region, labels)),
    ...countries.filter(([code]) => !regionsOf.has(code)).map(([code]) => leaf(code, labels)),
  ];
  const listed = (rows, level) => [...rows]
    .sort((one, other) => one.label.localeCompare(other.label, "en"))
    .flatMap((row) => [{ ...row, level }, ...listed(row.below, level + 1)]);
  return listed(top, 0);
}

// Places inside a selected region count as selected and cannot be selected separately.
function included(state, { key, value }) {
  if (key === "country") return (regionsOf.get(value) ?? []).some((code) => state.region.has(code));
  return key === "region" && state.region.has(regions.get(value).within);
}
