// What a run would make and cost, and its start.
import { $, counted, dollars, isolated, made } from "./dom.js";
import { goTo, visitAll } from "./fields.js";
import { brief } from "./brief.js";
import { keepDraft, storeDraft } from "./drafts.js";
import { load, send } from "./server.js";

const result = () => $("plan-result");

function refuse(error) {
  const problems = error.document?.problems ?? [];
  result().replaceChildren(made("div", { class: "note bad" },
    made("p", {}, problems.length ? `${counted(problems.length, "thing")} must be completed first; each stands beside its field.` : error.message),
    ...(problems.length ? [made("ul", { class: "small" }, ...problems.slice(0, 5).map((one) => made("li", { dir: "auto" }, `Line ${one.line}: ${one.message}`)))] : [])));
  visitAll();
  const first = document.querySelector('#form [aria-invalid="true"]');
  if (first) goTo(first);
}

async function withStored(button, work) {
  const buttons = [$("plan"), $("start")];
  for (const one of buttons) one.disabled = true;
  result().replaceChildren(made("p", { class: "muted" }, "Reading the brief and its pictures…"));
  try {
    await keepDraft(brief.text);
    await work(await storeDraft());
  } catch (error) {
    refuse(error);
  } finally {
    for (const one of buttons) one.disabled = false;
  }
}

function figure(number, name) {
  return made("div", {}, made("dt", {}, name), made("dd", {}, number));
}

function showPlan(stored, { preview, cost_usd: cost }) {
  const rows = preview.heroes.map((one) => made("tr", {},
    made("td", { "data-of": "Product" }, isolated(one.product)),
    made("td", { "data-of": "Picture" }, one.picture),
    made("td", { "data-of": "Made by" }, one.provider),
    made("td", { class: "n", "data-of": "At most" }, one.kept ? "paid for" : dollars(one.cost_usd))));
  const warnings = stored.findings.filter((one) => !["PASS", "SKIP"].includes(one.status));
  result().replaceChildren(
    made("dl", { class: "figures" },
      figure(preview.assets.toLocaleString("en"), preview.assets === 1 ? "ad" : "ads"),
      figure(preview.locales.length.toLocaleString("en"), preview.locales.length === 1 ? "locale" : "locales"),
      figure(preview.formats.length.toLocaleString("en"), preview.formats.length === 1 ? "format" : "formats"),
      figure(dollars(cost), "cost at most")),
    ...(preview.translated.length ? [made("p", { class: "note" }, `Copy for ${preview.translated.join(", ")} is translated in the run, for at most ${dollars(preview.copy_usd)}.`)] : []),
    ...(warnings.length ? [made("div", { class: "note warn" }, made("p", {}, `${counted(warnings.length, "finding")} in the copy:`), made("ul", { class: "small" }, ...warnings.slice(0, 10).map((one) => made("li", { dir: "auto" }, one.message))))] : []),
    made("div", { class: "scroll-x", role: "region", tabindex: "0", "aria-label": "Pictures" }, made("table", { class: "list cards-on-phone" },
      made("thead", {}, made("tr", {}, ...["Product", "Picture", "Made by"].map((name) => made("th", { scope: "col" }, name)), made("th", { scope: "col", class: "n" }, "At most"))),
      made("tbody", {}, ...rows))));
}

export function buildPlan() {
  $("plan").addEventListener("click", () => withStored($("plan"), async (stored) => {
    showPlan(stored, await load(`/api/v1/briefs/${stored.brief.id}/estimate`));
  }));
  $("start").addEventListener("click", () => withStored($("start"), async (stored) => {
    const run = await send("POST", "/api/v1/runs", { brief: stored.brief.id });
    location.assign(`/runs/${encodeURIComponent(run.id)}`);
  }));
}
