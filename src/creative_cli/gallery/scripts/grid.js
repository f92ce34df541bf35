// The grid of ads: filtering, order, groups and keyboard focus.
const SORTS = {
  "": { group: (ad) => ad.locale, title: (ad) => [isolated(ad.country_name), " ", made("span", {}, isolated(ad.language))] },
  product: { group: (ad) => ad.product, title: (ad) => [isolated(ad.product_name)], by: (ad) => ad.product_name },
  variant: { group: (ad) => ad.variant ?? "", title: (ad) => ["Variant ", isolated(ad.variant ?? "none")], by: (ad) => ad.variant ?? "" },
  format: { group: (ad) => ad.format, title: (ad) => [isolated(ad.format), " ", made("span", {}, `${ad.width} × ${ad.height} px`)], by: (ad) => ad.format },
  status: { group: (ad) => ad.status, title: (ad) => [capital(ad.status)], rank: (ad) => STATUSES.indexOf(ad.status) },
  review: { group: verdictOf, title: (ad) => [capital(verdictOf(ad))], rank: (ad) => STATES.indexOf(verdictOf(ad)) },
};
let sequence = [];
let limit = Infinity;
let standing = 0;
let shown = null;
let arranged = "";

function sortedBy(name, indexes) {
  const sort = SORTS[name] ?? SORTS[""];
  const before = sort.rank
    ? (a, b) => sort.rank(ads[a]) - sort.rank(ads[b])
    : sort.by && ((a, b) => collator.compare(sort.by(ads[a]), sort.by(ads[b])));
  // Array sort is stable: inside a group the order of the page remains.
  return before ? indexes.sort(before) : indexes;
}

function showGrid(state, matching) {
  sequence = sortedBy(state.sort, matching);
  limit = large ? PAGE_ADS : Infinity;
  fillGrid(state);
}

function fillGrid(state) {
  const sort = SORTS[state.sort] ?? SORTS[""];
  const groups = new Map();
  for (const index of sequence) {
    const key = sort.group(ads[index]);
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(index);
  }
  tell();
  progress();
  if (!sequence.slice(0, limit).includes(standing)) standing = sequence[0] ?? 0;
  rove();
  // Leave unmoved cards alone, to keep the scroll position and the focus.
  const arrangement = JSON.stringify([state.sort, limit, ...groups]);
  if (arrangement === arranged) return;
  arranged = arrangement;
  let room = limit;
  const sections = [...groups.values()].map((indexes, number) => {
    const listed = indexes.slice(0, room);
    room -= listed.length;
    if (listed.length === 0) return null;
    const title = made("h2", { id: `group-${number}` }, ...sort.title(ads[indexes[0]]));
    const head = made("div", { class: "group-head" }, title, " ", made("span", {}, counted(indexes.length, "ad")));
    const list = made("ul", { class: "cards", "aria-labelledby": `group-${number}` }, ...listed.map(cardOf));
    return made("section", { class: "group", "aria-labelledby": `group-${number}` }, head, list);
  });
  $("groups").replaceChildren(...sections.filter(Boolean));
  const left = Math.max(0, sequence.length - limit);
  $("more").hidden = left === 0;
  $("more").textContent = `Show ${Math.min(left, PAGE_ADS).toLocaleString("en")} more of ${left.toLocaleString("en")}`;
}

function tell() {
  $("empty").hidden = sequence.length > 0;
  const count = sequence.length === ads.length ? counted(ads.length, "ad") : `${sequence.length.toLocaleString("en")} of ${counted(ads.length, "ad")}`;
  // Write it only when it changes: a screen reader then reads it once.
  if ($("count").textContent !== count) $("count").textContent = count;
}

function rove() {
  for (const [index, card] of cards) card.firstElementChild.tabIndex = index === standing ? 0 : -1;
}

function showMore(least = 0) {
  limit = Math.max(limit + PAGE_ADS, least);
  fillGrid(readState());
}

function standOn(index) {
  const place = sequence.indexOf(index);
  if (place >= limit) showMore(place + 1);
  standing = index;
  rove();
  const link = cards.get(index).firstElementChild;
  link.focus({ preventScroll: true });
  link.scrollIntoView({ block: "nearest" });
}

// Up and down move to the nearest ad in the next row, in any group.
function beside(key) {
  const place = sequence.indexOf(standing);
  if (key === "ArrowRight") return sequence[place + 1];
  if (key === "ArrowLeft") return sequence[place - 1];
  if (key === "Home") return sequence[0];
  if (key === "End") return sequence[sequence.length - 1];
  const from = cards.get(standing).getBoundingClientRect();
  const down = key === "ArrowDown";
  const others = down ? sequence.slice(place + 1) : sequence.slice(0, place).reverse();
  let line = null, nearest;
  for (const index of others) {
    const box = cards.get(index)?.getBoundingClientRect();
    if (!box) break;
    if (down ? box.top < from.bottom - 1 : box.bottom > from.top + 1) continue;
    if (line !== null && Math.abs(box.top - line) > 4) break;
    line = box.top;
    const away = Math.abs(box.left - from.left);
    if (nearest === undefined || away < nearest.away) nearest = { index, away };
  }
  return nearest?.index;
}

// While an ad is open, keep the grid as it is: a verdict must not change the next ad.
function render() {
  const state = readState();
  const { ad, with: other, ...sheet } = state;
  const key = written({ ...sheet, ad: "", with: "" });
  $("search").value = document.activeElement === $("search") ? $("search").value : state.q;
  $("sort").value = state.sort in SORTS ? state.sort : "";
  if (key !== shown || !ad) {
    shown = key;
    const { matching, tallies } = survey(state);
    showFacets(state, tallies);
    showChips(state);
    showGrid(state, matching);
  }
  showViewer(ad, other);
}
