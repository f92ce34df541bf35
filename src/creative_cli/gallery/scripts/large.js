// The ads of a large campaign: an index of all of them, and the rest of what there is to know in shards, loaded when an
// ad is opened. They are scripts, since a page that is opened from a folder may load nothing else.
const large = data.files ?? null;
const PAGE_ADS = 200;
const HASH_DIGITS = 16;
const STATUS_OF = { P: "pass", S: "skip", W: "warn", F: "fail", E: "error" };
const waiting = new Map();
let hashes = null;

const named = large ? new Set([large.index, large.hashes, ...large.shards.map((shard) => shard.file)]) : new Set();
const trusted = large && globalThis.trustedTypes
  ? trustedTypes.createPolicy("creative", { createScriptURL: (file) => { if (!named.has(file)) throw new TypeError(file); return file; } })
  : { createScriptURL: (file) => file };

function load(file) {
  if (!waiting.has(file)) {
    waiting.set(file, new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = trusted.createScriptURL(file);
      script.addEventListener("load", done);
      script.addEventListener("error", () => { waiting.delete(file); failed(new Error(file)); });
      document.head.append(script);
    }));
  }
  return waiting.get(file);
}

// A page that was copied without its folder can show what it has; it says what is missing.
const missing = (error) => announce(`${error.message} is not beside this page: copy the whole folder.`);

function takeIndex(index) {
  const { products, places, formats, headlines, audience } = index;
  for (let number = 0; number < index.product.length; number += 1) {
    const [product, productName] = products[index.product[number]];
    const [country, countryName, locale, language, direction] = places[index.place[number]];
    const [format, width, height, folder, suffix, draft, variant] = formats[index.format[number]];
    const path = `${locale}/${folder}/${product}${suffix}`;
    ads.push({
      path, url: `./${encodeURI(path)}`, product, product_name: productName, country, country_name: countryName, locale, language,
      direction, audience, format, width, height, draft, ...(variant ? { variant } : {}), status: STATUS_OF[index.status[number]],
      sha256: index.sha.slice(HASH_DIGITS * number, HASH_DIGITS * (number + 1)), headline: headlines[index.headline[number]], whole: false,
    });
    byPath.set(path, number);
  }
  for (let at = 0; at < index.reviewed.length; at += 2) {
    const ad = ads[index.reviewed[at]], [verdict, comment, reviewer, time, approvedBy] = index.opinions[index.reviewed[at + 1]];
    data.reviews.push({ path: ad.path, sha256: ad.sha256, verdict, comment, reviewer, at: time, approved_by: approvedBy });
  }
}

// The lists of a shard are its own: its ads count in them from where they begin in those of the page.
function takeShard(shard) {
  const from = { originals: data.originals.length, remarks: data.remarks.length, zones: data.zones.length };
  for (const name of Object.keys(from)) for (const entry of shard[name]) data[name].push(entry);
  for (const full of shard.ads) {
    const ad = ads[byPath.get(full.path)];
    if (ad === undefined || !full.sha256.startsWith(ad.sha256.slice(0, HASH_DIGITS))) continue;
    Object.assign(ad, full, {
      whole: true,
      original: full.original === null ? null : full.original + from.originals,
      remarks: full.remarks.map((place) => place + from.remarks),
      zones: full.zones + from.zones,
    });
  }
}

function shardOf(ad) {
  let low = 0, high = large.shards.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (large.shards[middle].first <= ad.path) low = middle;
    else high = middle - 1;
  }
  return large.shards[low].file;
}

const isWhole = (ad) => !large || ad.whole;
const complete = (some) => Promise.all(some.filter((ad) => !isWhole(ad)).map((ad) => load(shardOf(ad))));

// Only an export needs all of a hash.
async function loadHashes() {
  if (!large) return;
  await load(large.hashes);
  ads.forEach((ad, index) => { if (!ad.whole) ad.sha256 = hashes.slice(64 * index, 64 * (index + 1)); });
}

if (large) {
  globalThis.creativeGallery = Object.freeze({ index: takeIndex, shard: takeShard, hashes: (all) => { hashes = all; } });
}

// The card of an ad that is not part of the page's own HTML, as `card.html.j2` has it.
function cardOf(index) {
  if (!cards.has(index)) {
    const ad = ads[index];
    const picture = made("img", { src: ad.url, width: ad.width, height: ad.height, loading: "lazy", decoding: "async", alt: ad.alt_text ?? ad.headline, lang: ad.locale });
    const marks = made("span", { class: "marks" }, made("span", { class: "mark verdict" }, "Pending"));
    if (ad.draft) marks.append(made("span", { class: "mark draft" }, "Draft"));
    if (ad.status !== "pass" && ad.status !== "skip") marks.append(made("span", { class: `mark ${ad.status}` }, capital(ad.status)));
    const card = made("li", { class: "card", "data-ad": index, "data-status": ad.status }, made("a", { href: ad.url },
      made("span", { class: "well" }, picture),
      made("span", { class: "say" }, made("span", { class: "line", dir: ad.direction, lang: ad.locale }, ad.headline),
        made("span", { class: "meta" }, isolated(ad.product_name)),
        made("span", { class: "meta" }, isolated(ad.country_name), made("bdi", { class: "tag" }, ad.format))),
      marks));
    cards.set(index, card);
    listen(index, card);
    mark(index);
  }
  return cards.get(index);
}
