// Where a server shows the page: it keeps verdicts under the reviewer's name, and those of others arrive here.
const REVIEWER = "creative.reviewer";
const POLL_MS = large ? 30000 : 4000;
const WRITE_MS = 700;
const PAGE_SIZE = 1000;  // the most that the server lists at once
const API = `/api/v1/campaigns/${encodeURIComponent(data.campaign)}`;
const theirs = new Map();
const unsent = new Set();
let sending = null;
let writeTimer = 0;
let known = "";

const reviewer = () => recall(REVIEWER) ?? "";

async function called(address, options = {}) {
  const answer = await fetch(address, { credentials: "same-origin", ...options, headers: { Accept: "application/json", ...(options.body ? { "Content-Type": "application/json" } : {}), ...options.headers } });
  const content = await answer.json();
  if (!answer.ok) throw Object.assign(new Error([content.detail, content.hint].filter(Boolean).join(" ")), { status: answer.status });
  return content;
}

// A verdict of the server is what counts; one that is on its way there stays as it is.
function takeReview(entry) {
  const key = keyOf(entry);
  theirs.set(entry.path, entry);
  if (entry.review) recorded.set(key, entry.review);
  else recorded.delete(key);
  const index = byPath.get(entry.path);
  if (index === undefined || unsent.has(ads[index])) return;
  const mine = here.get(key);
  if (mine && (mine.exported || same(mine, entry.review ?? undefined))) here.delete(key);
}

async function readAllPages() {
  const reviews = [];
  for (;;) {
    const page = await called(`${API}/reviews?limit=${PAGE_SIZE}&offset=${reviews.length}`);
    reviews.push(...page.reviews);
    if (page.reviews.length === 0 || reviews.length >= page.total) return reviews;
  }
}

async function readReviews() {
  const reviews = await readAllPages();
  const said = JSON.stringify(reviews);
  if (said === known) return;
  known = said;
  for (const entry of reviews) takeReview(entry);
  saveShelf();
  for (const index of cards.keys()) mark(index);
  progress();
  if (viewer.open && current !== null && document.activeElement !== $("comment")) fillReview(ads[current]);
}

async function poll() {
  try {
    if (!document.hidden && ads.length && !sending) await readReviews();
    $("connection").textContent = "";
  } catch {
    $("connection").textContent = "The server does not answer. Verdicts stay in this browser until it does.";
  }
  setTimeout(poll, POLL_MS);
}

function shareSoon(some) {
  for (const ad of some) if (VERDICTS.has(here.get(keyOf(ad))?.verdict)) unsent.add(ad);
  clearTimeout(writeTimer);
  if (unsent.size) writeTimer = setTimeout(() => (reviewer() ? sendAll() : askName()), WRITE_MS);
}

async function sendAll() {
  if (sending) return;
  sending = (async () => {
    if (theirs.size === 0) await readReviews();
    for (const ad of [...unsent]) await sendOne(ad);
  })();
  try {
    await sending;
  } catch (error) {
    announce(error instanceof TypeError ? "The server does not answer. Your verdict stays in this browser." : error.message);
    if (!(error instanceof TypeError)) unsent.clear();
  } finally {
    sending = null;
  }
  before = null;
  for (const index of cards.keys()) mark(index);
  progress();
  if (viewer.open && current !== null && document.activeElement !== $("comment")) fillReview(ads[current]);
}

async function sendOne(ad) {
  const key = keyOf(ad), mine = here.get(key), seen = theirs.get(ad.path);
  unsent.delete(ad);
  if (!mine || !VERDICTS.has(mine.verdict)) return;
  if (!seen || !seen.sha256.startsWith(ad.sha256.slice(0, HASH_DIGITS))) {
    announce("This ad was made again since: load the page again.");
    return;
  }
  const body = JSON.stringify({ verdict: mine.verdict, sha256: seen.sha256, reviewer: reviewer(), comment: mine.comment });
  const path = ad.path.split("/").map(encodeURIComponent).join("/");
  try {
    const entry = await called(`${API}/reviews/${path}`, { method: "PUT", body, headers: { "If-Match": `"${seen.tag}"` } });
    here.delete(key);
    takeReview(entry);
  } catch (error) {
    if (error.status !== 412) {
      unsent.add(ad);
      throw error;
    }
    here.delete(key);
    known = "";
    await readReviews();
    const verdict = recorded.get(key);
    announce(verdict ? `${verdict.reviewer || "Somebody"} ${verdict.verdict} this ad meanwhile. Look at it and decide again.` : error.message);
  }
  saveShelf();
}

function askName() {
  $("reviewer-name").value = reviewer();
  $("reviewer").showModal();
}

function nameReviewer() {
  $("reviewer-open").replaceChildren(...(reviewer() ? ["Reviewing as ", isolated(reviewer())] : ["Say who you are"]));
}

async function writePackage(event) {
  event.preventDefault();
  const target = $("package-target").value;
  $("package-status").textContent = "Writing…";
  $("package-files").replaceChildren();
  try {
    const order = { targets: target ? [target] : [], approval: $("package-approved").checked ? "only" : "optional" };
    const written = await called(`${API}/packages`, { method: "POST", body: JSON.stringify(order) });
    const files = written.packages.flatMap((one) => [one.archive, ...one.sheets]);
    $("package-status").textContent = [...written.packages.map((one) => `${one.target}: ${counted(one.ads, "ad")}${one.left_out.length ? `, ${one.left_out.length} left out` : ""}.`), ...written.refused].join(" ");
    $("package-files").replaceChildren(...files.map((name) => made("li", {}, made("a", { href: `${API}/packages/${encodeURIComponent(name)}`, download: name }, name))));
  } catch (error) {
    $("package-status").textContent = error.message;
  }
}

function dialogOf(id, title, ...content) {
  const close = made("button", { type: "button", class: "icon", "aria-label": "Close" }, "×");
  const dialog = made("dialog", { id, class: "help", "aria-labelledby": `${id}-title` },
    made("div", { class: "viewer-head" }, made("h2", { id: `${id}-title` }, title), close), ...content);
  close.addEventListener("click", () => dialog.close());
  document.body.append(dialog);
  return dialog;
}

function buildShared() {
  const open = made("button", { type: "button", class: "plain", id: "reviewer-open" });
  const pack = made("button", { type: "button", class: "main", id: "package-open" }, "Package…");
  $("export").hidden = true;
  $("export").before(open, pack);
  document.querySelector(".brand").before(made("nav", { class: "crumbs", "aria-label": "Main" }, made("a", { href: "/" }, "Campaigns"), made("a", { href: "/new" }, "New campaign"), made("a", { href: "/search" }, "Search"), made("a", { href: `/report?campaign=${encodeURIComponent(data.campaign)}` }, "Report")));
  document.querySelector(".summary").before(made("p", { class: "notice-line", id: "connection", role: "status" }));
  document.querySelector("#help .hint").textContent = "Verdicts are kept on this server, under your name, and other reviewers see them.";

  const name = made("input", { type: "text", id: "reviewer-name", maxlength: 200, required: true, autocomplete: "name", dir: "auto" });
  const form = made("form", { class: "ask", method: "dialog" }, made("label", { for: "reviewer-name" }, "Your name"), name,
    made("p", { class: "hint" }, "Others see it beside your verdicts. It stays in this browser."), made("button", { type: "submit", class: "main" }, "Go on"));
  dialogOf("reviewer", "Who reviews?", form);
  form.addEventListener("submit", () => {
    keep(REVIEWER, name.value.trim());
    nameReviewer();
    sendAll();
  });
  open.addEventListener("click", askName);
  nameReviewer();

  const target = made("select", { id: "package-target" }, made("option", { value: "" }, "Those that the brief names"));
  const approved = made("input", { type: "checkbox", id: "package-approved", checked: true });
  const order = made("form", { class: "ask" }, made("label", { for: "package-target" }, "Platform"), target,
    made("label", { class: "switch" }, approved, made("span", {}, "Only approved ads")), made("button", { type: "submit", class: "main" }, "Write the package"),
    made("p", { id: "package-status", role: "status" }), made("ul", { id: "package-files" }));
  const packages = dialogOf("package", "Package", order);
  order.addEventListener("submit", writePackage);
  pack.addEventListener("click", async () => {
    packages.showModal();
    if (target.options.length > 1) return;
    const { targets } = await called("/pages/targets.json");
    target.append(...targets.map((one) => made("option", { value: one.id }, one.name)));
  });
  decided.push(shareSoon);
  setTimeout(poll, 0);
}

buildShared();
