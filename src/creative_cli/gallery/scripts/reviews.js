// Verdicts: recorded ones come with the page, new ones are stored in the browser by campaign, path and SHA-256.
const SHELF = `creative.review.${data.campaign}`;
const VERDICTS = new Set(["approved", "rejected"]);
const MOST = 2000;
// A part of the hash tells the versions of a file apart; the index of a large campaign has no more.
const keyOf = (ad) => `${ad.path} ${ad.sha256.slice(0, HASH_DIGITS)}`;
const recorded = new Map();
let here = new Map();

// Anyone with access to this browser may have changed the stored data: accept only valid entries.
function shelf() {
  const found = new Map();
  try {
    const kept = JSON.parse(recall(SHELF) ?? "{}");
    const entries = Array.isArray(kept) ? kept.flatMap(([entry, keys]) => keys.map((key) => [key, entry])) : Object.entries(kept ?? {});
    for (const [key, entry] of entries) {
      if (entry === null || typeof entry !== "object") continue;
      const { verdict, comment, at, exported } = entry, [path, sha256] = key.split(" ");
      if ((verdict !== "" && !VERDICTS.has(verdict)) || typeof comment !== "string" || typeof at !== "string" || !sha256) continue;
      found.set(keyOf({ path, sha256 }), { verdict, comment: comment.slice(0, MOST), at, exported: exported === true });
    }
  } catch {
    // Unreadable: treat as empty.
  }
  return found;
}

// A browser keeps five million characters for a page: equal verdicts of a large campaign are written once.
function saveShelf() {
  if (!large) {
    keep(SHELF, JSON.stringify(Object.fromEntries(here)));
    return;
  }
  const groups = new Map();
  for (const [key, entry] of here) {
    const text = JSON.stringify(entry);
    if (!groups.has(text)) groups.set(text, [entry, []]);
    groups.get(text)[1].push(key);
  }
  keep(SHELF, JSON.stringify([...groups.values()]));
}

// The newer of the two wins. A verdict that was never exported is newer than any recorded one.
function reviewOf(ad) {
  const mine = here.get(keyOf(ad)), theirs = recorded.get(keyOf(ad));
  if (!mine) return theirs ?? null;
  if (!theirs || !mine.exported) return mine;
  return Date.parse(theirs.at) >= Date.parse(mine.at) ? theirs : mine;
}

// What a server keeps of them; in a page that is opened from a folder nothing is called.
const decided = [];

const verdictOf = (ad) => reviewOf(ad)?.verdict || "pending";

function same(entry, theirs) {
  return theirs !== undefined && entry.verdict === theirs.verdict && entry.comment === theirs.comment;
}

function decide(ad, verdict, comment, second = false) {
  const key = keyOf(ad);
  before = null;
  const entry = { verdict, comment: comment.slice(0, MOST), at: new Date().toISOString(), exported: false };
  // Read the storage again: another tab may have added verdicts.
  here = shelf();
  if ((!verdict && !comment) || (!second && same(entry, recorded.get(key)))) here.delete(key);
  else here.set(key, entry);
  saveShelf();
  mark(ads.indexOf(ad));
  progress();
  for (const share of decided) share([ad]);
  if (forgetful) announce("This browser does not store reviews for this page: export them before you close it.");
}

function toggle(ad, verdict) {
  const now = reviewOf(ad);
  const comment = now?.comment ?? "";
  if (now?.verdict !== verdict) decide(ad, verdict, comment);
  else if (here.has(keyOf(ad))) decide(ad, "", recorded.has(keyOf(ad)) ? "" : comment);
  // A second reviewer who says what the record says has decided, too; the words of the first are not theirs.
  else decide(ad, verdict, "", true);
  const state = verdictOf(ad);
  announce(state === "pending" ? "Verdict removed." : `${capital(state)}: ${ad.product_name}, ${ad.country_name}, ${ad.format}.`);
}

// One verdict for every pending ad that is shown. The last such step can be taken back until the next verdict.
let before = null;
function decideShown(verdict) {
  const open = sequence.filter((index) => verdictOf(ads[index]) === "pending");
  if (open.length === 0) {
    announce("No ad shown here is pending.");
    return;
  }
  here = shelf();
  before = new Map(here);
  const at = new Date().toISOString();
  for (const index of open) {
    const key = keyOf(ads[index]);
    here.set(key, { verdict, comment: reviewOf(ads[index])?.comment ?? "", at, exported: false });
  }
  saveShelf();
  showAll();
  for (const share of decided) share(open.map((index) => ads[index]));
  if (forgetful) announce("This browser does not store reviews for this page: export them before you close it.");
  else announce(`${counted(open.length, "ad")} ${verdict}. ${counted(sequence.length - open.length, "ad")} kept the verdict they had.`);
}

function undoShown() {
  const undone = ads.filter((ad) => here.get(keyOf(ad)) !== before.get(keyOf(ad)));
  here = before;
  before = null;
  saveShelf();
  showAll();
  for (const share of decided) share(undone);
  announce("Verdicts removed.");
}

function showAll() {
  for (const index of cards.keys()) mark(index);
  shown = null;
  render();
  progress();
}

const unsaved = () => ads.filter((ad) => {
  const mine = here.get(keyOf(ad));
  return mine !== undefined && VERDICTS.has(mine.verdict) && !mine.exported;
});

// Export every verdict made here, including those exported before, in case an earlier file was lost.
async function exportReviews() {
  const mine = ads.filter((ad) => VERDICTS.has(here.get(keyOf(ad))?.verdict));
  if (mine.length === 0) {
    announce("You have no verdicts to export yet.");
    return;
  }
  try {
    await loadHashes();
  } catch (error) {
    missing(error);
    return;
  }
  const reviews = mine.map((ad) => {
    const { verdict, comment, at } = here.get(keyOf(ad));
    return { path: ad.path, sha256: ad.sha256, verdict, comment, at };
  });
  const file = { schema: data.schema, kind: "creative-review", campaign: data.campaign, exported_at: new Date().toISOString(), reviews };
  const url = URL.createObjectURL(new Blob([JSON.stringify(file, null, 2) + "\n"], { type: "application/json" }));
  const link = made("a", { href: url, download: `${data.campaign}-review.json` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
  for (const ad of mine) here.get(keyOf(ad)).exported = true;
  saveShelf();
  progress();
  announce(`${counted(mine.length, "verdict")} exported.`);
}

function progress() {
  const tally = { approved: 0, rejected: 0, pending: 0 };
  for (const ad of ads) tally[verdictOf(ad)] += 1;
  const share = (part) => `${ads.length ? (100 * part) / ads.length : 0}%`;
  $("bar-yes").style.width = share(tally.approved);
  $("bar-no").style.width = share(tally.rejected);
  $("progress").replaceChildren(
    ...Object.entries(tally).map(([name, number]) => made("span", {}, made("b", {}, number.toLocaleString("en")), ` ${name}`)),
  );
  const waiting = unsaved().length;
  $("unsaved").textContent = waiting;
  $("unsaved").hidden = waiting === 0;
  const open = sequence.filter((index) => verdictOf(ads[index]) === "pending").length;
  for (const [id, word] of [["approve-shown", "Approve"], ["reject-shown", "Reject"]]) {
    $(id).textContent = `${word} ${open.toLocaleString("en")} shown`;
    $(id).disabled = open === 0;
  }
  $("undo-shown").hidden = before === null;
  $("export").title = waiting ? `${counted(waiting, "verdict")} not exported yet` : "";
}

function mark(index) {
  const card = cards.get(index), verdict = verdictOf(ads[index]);
  if (!card) return;
  if (verdict === "pending") delete card.dataset.verdict;
  else card.dataset.verdict = verdict;
  const chip = card.querySelector(".verdict");
  chip.textContent = { approved: "✓ Approved", rejected: "× Rejected", pending: "Pending" }[verdict];
}
