// Sets up the page once; from then on it follows its URL.
const THEME = "creative.theme";
const lightWanted = matchMedia("(prefers-color-scheme: light)");

function isLight() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "light" : lightWanted.matches;
}

function nameTheme() {
  $("theme").setAttribute("aria-label", `Switch to the ${isLight() ? "dark" : "light"} theme`);
}

function buildTheme() {
  const kept = recall(THEME);
  if (kept === "light" || kept === "dark") document.documentElement.dataset.theme = kept;
  nameTheme();
  lightWanted.addEventListener("change", nameTheme);
  $("theme").addEventListener("click", () => {
    const next = isLight() ? "dark" : "light";
    document.documentElement.dataset.theme = next;
    keep(THEME, next);
    nameTheme();
  });
}

function listen(index, card) {
  const link = card.firstElementChild;
  link.addEventListener("focus", () => {
    standing = index;
    rove();
  });
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    standing = index;
    go({ ad: ads[index].path });
  });
}

function buildSheet() {
  for (const [index, card] of cards) listen(index, card);
  $("more").addEventListener("click", () => showMore());
  $("search").addEventListener("input", () => go({ q: $("search").value }, true));
  $("sort").addEventListener("change", () => go({ sort: $("sort").value }));
  $("clear").addEventListener("click", () => { clearFilters(); $("search").focus(); });
  $("empty-clear").addEventListener("click", () => { clearFilters(); $("search").focus(); });
  $("export").addEventListener("click", exportReviews);
  $("approve-shown").addEventListener("click", () => decideShown("approved"));
  $("reject-shown").addEventListener("click", () => decideShown("rejected"));
  $("undo-shown").addEventListener("click", () => { undoShown(); $("approve-shown").focus(); });
  document.querySelector("[data-skip]").addEventListener("click", (event) => {
    event.preventDefault();
    $("ads").focus();
  });
}

function start() {
  for (const review of data.reviews) recorded.set(keyOf(review), review);
  here = shelf();
  sequence = ads.map((_, index) => index);
  buildFacets();
  buildSheet();
  buildViewer();
  buildKeys();
  for (const index of cards.keys()) mark(index);
  progress();
  addEventListener("popstate", render);
  addEventListener("storage", (event) => {
    if (event.key !== SHELF) return;
    here = shelf();
    for (const index of cards.keys()) mark(index);
    progress();
    if (viewer.open) fillReview(ads[current]);
  });
  render();
}

buildTheme();
if (large) load(large.index).then(start, missing);
else start();
