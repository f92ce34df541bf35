// One ad of the brief, drawn again when something changes: where it takes long a draft first, then as a run would make it.
import { $, debounced, made } from "./dom.js";
import { brief, listAt } from "./brief.js";
import { preview } from "./drafts.js";
import { readMarket } from "./markets.js";

const WAIT = 150;
const REST = 400; // after a draft: who goes on changing sees the next draft first
const chosen = { product: "", locale: "", format: "" };
let running = null, waiting = false, version = 0;

const say = (words, kind = "") => {
  $("preview-status").className = `status-line ${kind}`;
  $("preview-status").textContent = words;
};

export function buildPreview() {
  for (const key of ["product", "market", "format"]) {
    $(`preview-${key}`).addEventListener("change", () => {
      chosen[key === "market" ? "locale" : key] = $(`preview-${key}`).value;
      drawSoon();
    });
  }
}

const drawLater = debounced(draw, WAIT);
const finishLater = debounced((drafted) => version === drafted && draw({ draft: false }), REST);

function drawSoon() {
  version += 1;
  drawLater({ draft: true });
}

// Problems of copy in one market do not keep the others from being drawn: the server says what it cannot do.
export function refreshPreview() {
  if (brief.error || Object.keys(brief.data).length < 3) {
    say("");
    return;
  }
  drawSoon();
}

async function draw({ draft }) {
  if (running?.draft === false) running.abort(); // a change does not wait for the finished ad before it
  else if (running) {
    waiting = true;
    return;
  }
  const mine = Object.assign(new AbortController(), { draft });
  running = mine;
  const drawn = version;
  if (draft) {
    $("preview-stage").classList.add("stale");
    say("Drawing…");
  }
  const began = performance.now();
  try {
    const answer = await preview({ ...chosen, draft }, mine.signal);
    if (running !== mine) return;
    if (answer.refused) {
      say("Not drawn yet");
      $("preview-findings").replaceChildren(made("p", { class: "muted", dir: "auto" }, answer.refused));
      return;
    }
    show(answer);
    const took = `in ${((performance.now() - began) / 1000).toFixed(2)} s`;
    say(answer.draft.length ? `Draft ${took}` : `Drawn ${took}`, answer.draft.length ? "" : "ok");
    if (answer.draft.length) finishLater(drawn);
  } catch (error) {
    if (running !== mine) return;
    say("Not drawn");
    $("preview-findings").replaceChildren(made("p", { class: "muted", dir: "auto" }, error.message));
  } finally {
    if (running === mine) {
      $("preview-stage").classList.remove("stale");
      running = null;
      if (waiting) {
        waiting = false;
        drawSoon();
      }
    }
  }
}

function offer(select, entries, value) {
  select.replaceChildren(...entries.map(([key, name]) => made("option", { value: key, selected: key === value }, name)));
  select.value = value;
  select.disabled = entries.length < 2;
}

function nameLocale(tag) {
  const region = tag.split("-").at(-1);
  const { country } = readMarket(region);
  const locale = country?.locales.find((one) => one.tag === tag);
  return country ? `${country.name}${locale ? ` (${locale.language})` : ""}` : tag;
}

function show(answer) {
  const { ad, ads } = answer;
  const names = new Map(listAt("products").map((product) => [product?.id, product?.name]));
  const distinct = (key) => [...new Set(ads.map((one) => one[key]))];
  offer($("preview-product"), distinct("product").map((id) => [id, names.get(id) || id]), ad.product);
  offer($("preview-market"), distinct("locale").map((tag) => [tag, nameLocale(tag)]), ad.locale);
  offer($("preview-format"), distinct("format").map((name) => [name, name]), ad.format);
  $("preview-stage").replaceChildren(made("img", { src: answer.picture, width: answer.width, height: answer.height, alt: answer.alt_text, lang: ad.locale }));
  const loud = answer.findings.filter((one) => !["pass", "skip"].includes(one.status));
  $("preview-findings").replaceChildren(
    ...(loud.length
      ? [made("ul", {}, ...loud.map((one) => made("li", {}, made("span", { class: `mark ${one.status}` }, one.status), made("span", { dir: "auto" }, one.message))))]
      : [made("p", { class: "muted" }, `All ${answer.findings.length} checks passed or had nothing to look at.`)]),
    ...answer.notices.map((words) => made("p", { class: "muted", dir: "auto" }, words)),
  );
}
