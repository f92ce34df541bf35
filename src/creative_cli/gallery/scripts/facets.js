// The filters: values of one filter are alternatives, several filters narrow the result. Each value shows its count.
const STATUSES = ["error", "fail", "warn", "skip", "pass"];
const STATES = ["pending", "approved", "rejected"];
const ordered = (values) => (value) => values.indexOf(value);
const FACETS = [
  { key: "country", title: "Country or region", of: (ad) => ad.country, label: (ad) => ad.country_name, all: (ad) => [ad.country, ...within(ad)], rows: placeRows, passes: inPlaces },
  { key: "language", title: "Language", of: (ad) => ad.language, label: (ad) => ad.language },
  { key: "audience", title: "Audience", of: (ad) => ad.audience, label: (ad) => ad.audience || "Not specified" },
  { key: "product", title: "Product", of: (ad) => ad.product, label: (ad) => ad.product_name },
  ...(ads.some((ad) => ad.variant) ? [{ key: "variant", title: "Variant", of: (ad) => ad.variant ?? "", label: (ad) => ad.variant ?? "None" }] : []),
  { key: "format", title: "Ratio or channel", of: (ad) => ad.format, label: (ad) => ad.format },
  { key: "status", title: "Checks", of: (ad) => ad.status, label: (ad) => capital(ad.status), rank: ordered(STATUSES) },
  { key: "review", title: "Review", of: verdictOf, label: (ad) => capital(verdictOf(ad)), rank: ordered(STATES), values: STATES.map((name) => [name, capital(name)]) },
];
const TITLES = { region: "Region", ...Object.fromEntries(FACETS.map(({ key, title }) => [key, title])) };
const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase("en");
const haystacks = [];
const haystack = (index) => (haystacks[index] ??= said(ads[index]));
const said = (ad) => folded([
  ...(ad.copy ? [ad.copy.kicker, ad.copy.headline, ad.copy.body, ad.copy.cta, ad.copy.disclaimer] : [ad.headline]), ad.product, ad.product_name, ad.shown, ad.country, ad.country_name, ...within(ad).map((code) => regions.get(code).name),
  ad.locale, ad.language, ad.audience, ad.format, ad.variant, ad.path, ...Object.values(data.originals[ad.original] ?? {}),
].filter(Boolean).join("\n"));
const boxes = new Map();
const collator = new Intl.Collator("en", { numeric: true });
// A filter with more values lists only the first of those that are left; a search finds the others.
const MANY_VALUES = 300, LISTED_VALUES = 50;

function buildFacets() {
  for (const facet of FACETS) {
    const values = new Map(facet.values);
    if (!facet.values) for (const ad of ads) if (!values.has(facet.of(ad))) values.set(facet.of(ad), facet.label(ad));
    const sorted = [...values].sort(([a, one], [b, other]) => (facet.rank ? facet.rank(a) - facet.rank(b) : collator.compare(one, other)));
    facet.sorted = facet.rows?.(sorted) ?? sorted.map(([value, label]) => ({ key: facet.key, value, label, level: 0 }));
    facet.many = facet.sorted.length > MANY_VALUES;
    const options = facet.many ? [] : facet.sorted.map(optionOf);
    const group = made("fieldset", { class: "options" }, made("legend", { class: "unseen" }, facet.title), ...options);
    const fold = made("details", { class: "facet", "data-facet": facet.key }, made("summary", {}, facet.title), group);
    fold.open = values.size > 1;
    facet.group = group;
    $("facets").append(fold);
  }
}

function optionOf({ key, value, label, level }) {
  const box = made("input", { type: "checkbox", value }), number = made("span", { class: "n" });
  box.addEventListener("change", () => {
    const chosen = new Set(readState()[key]);
    if (box.checked) chosen.add(value);
    else chosen.delete(value);
    go({ [key]: chosen });
  });
  const row = made("label", { class: "option", "data-kind": key, "data-level": level }, box, isolated(label), number);
  boxes.set(`${key} ${value}`, { box, number, row, label });
  return row;
}

// One walk over all ads gives those that match, and for each filter how many would match without it.
function survey(state) {
  const words = folded(state.q).split(/\s+/).filter(Boolean), matching = [];
  const tallies = new Map(FACETS.map((facet) => [facet, new Map()]));
  const count = (facet, ad) => {
    const tally = tallies.get(facet);
    for (const value of facet.all?.(ad) ?? [facet.of(ad)]) tally.set(value, (tally.get(value) ?? 0) + 1);
  };
  ads.forEach((ad, index) => {
    if (words.length && !words.every((word) => haystack(index).includes(word))) return;
    let against = null;
    for (const facet of FACETS) {
      if (facet.passes ? facet.passes(state, ad) : !state[facet.key].size || state[facet.key].has(facet.of(ad))) continue;
      if (against) return;
      against = facet;
    }
    if (against) count(against, ad);
    else {
      matching.push(index);
      for (const facet of FACETS) count(facet, ad);
    }
  });
  return { matching, tallies };
}

function listMany(facet, state, tally) {
  const left = facet.sorted.filter(({ value }) => tally.get(value) || state[facet.key].has(value));
  const listed = [...left.filter(({ value }) => state[facet.key].has(value)), ...left.filter(({ value }) => !state[facet.key].has(value)).slice(0, LISTED_VALUES)];
  for (const value of listed) if (!boxes.has(`${value.key} ${value.value}`)) optionOf(value);
  const rest = left.length - listed.length;
  const hint = rest > 0 ? [made("p", { class: "hint" }, `${rest.toLocaleString("en")} more: search for one.`)] : [];
  facet.group.replaceChildren(facet.group.firstElementChild, ...listed.map((value) => boxes.get(`${value.key} ${value.value}`).row), ...hint);
  return listed;
}

function showFacets(state, tallies) {
  for (const facet of FACETS) {
    const tally = tallies.get(facet);
    for (const value of facet.many ? listMany(facet, state, tally) : facet.sorted) {
      const { box, number, row } = boxes.get(`${value.key} ${value.value}`);
      const count = tally.get(value.value) ?? 0;
      box.disabled = facet.rows ? included(state, value) : false;
      box.checked = box.disabled || state[value.key].has(value.value);
      number.textContent = count.toLocaleString("en");
      row.classList.toggle("none", count === 0 && !box.checked);
    }
  }
}

function showChips(state) {
  const chips = [];
  for (const key of KEYS) {
    for (const value of state[key]) {
      const label = boxes.get(`${key} ${value}`)?.label ?? regions.get(value)?.name ?? value;
      const chip = made("button", { type: "button", "aria-label": `Remove the filter ${TITLES[key]}: ${label}` }, isolated(label));
      chip.addEventListener("click", () => {
        const left = new Set(readState()[key]);
        left.delete(value);
        go({ [key]: left });
        ($("chips").querySelector("button") ?? $("search")).focus();
      });
      chips.push(made("li", {}, chip));
    }
  }
  $("chips").replaceChildren(...chips);
  $("clear").hidden = picked(state) === 0 && !state.q;
  $("filters-count").textContent = picked(state);
  $("filters-count").hidden = picked(state) === 0;
}

const clearFilters = () => go({ q: "", ...Object.fromEntries(KEYS.map((key) => [key, new Set()])) });
