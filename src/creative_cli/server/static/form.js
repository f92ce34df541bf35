// The form of a campaign: fields, brief and preview follow each other.
import { $, counted, debounced, made } from "./dom.js";
import { brief, listen, setText, slugged } from "./brief.js";
import { announce, bind, goTo, showProblems } from "./fields.js";
import { buildAudience } from "./audience.js";
import { buildFormats } from "./formats.js";
import { buildMarkets } from "./markets.js";
import { buildPlan } from "./plan.js";
import { buildPreview, refreshPreview } from "./preview.js";
import { buildProducts } from "./products.js";
import { load } from "./server.js";
import { draft, keepDraft, openDraft, validate } from "./drafts.js";

const CHECK_MS = 500;
let checks = 0;

const yaml = $("yaml");

function showText() {
  if (document.activeElement !== yaml || !yaml.dataset.dirty) {
    if (yaml.value !== brief.text) {
      const { selectionStart, selectionEnd } = yaml;
      yaml.value = brief.text;
      if (document.activeElement === yaml) yaml.setSelectionRange(selectionStart, selectionEnd);
    }
  }
  numberLines();
}

function numberLines(bad = new Set()) {
  const lines = yaml.value.split("\n").length;
  yaml.style.height = "auto";
  yaml.style.height = `${yaml.scrollHeight}px`;
  yaml.style.width = "100%";
  const widest = yaml.scrollWidth;
  if (widest > yaml.clientWidth) yaml.style.width = `${widest}px`;
  $("yaml-lines").replaceChildren(...Array.from({ length: lines }, (_, place) => {
    const number = `${place + 1}\n`;
    return bad.has(place + 1) ? made("b", {}, number) : number;
  }));
}

function say(element, words, kind = "") {
  element.className = `status-line ${kind}`;
  element.textContent = words;
}

// Asks the API for every problem, and shows each beside its field and in the list under the brief.
async function check() {
  const mine = (checks += 1);
  if (brief.error) {
    show([brief.error]);
    return;
  }
  try {
    await keepDraft(brief.text);
    const problems = await validate();
    if (mine === checks) show(problems);
  } catch (error) {
    if (mine === checks) say($("brief-status"), error.message, "bad");
  }
}

function show(problems) {
  showProblems(problems);
  $("problems").replaceChildren(...problems.slice(0, 50).map((problem) => {
    const button = made("button", { type: "button" }, made("b", {}, `Line ${problem.line}`), made("bdi", {}, problem.message));
    button.addEventListener("click", () => (problem.input ? goTo(problem.input) : toLine(problem.line)));
    return made("li", {}, button);
  }));
  numberLines(new Set(problems.map((problem) => problem.line)));
  say($("brief-status"), problems.length ? counted(problems.length, "thing") + " to complete" : "Complete", problems.length ? "bad" : "ok");
  $("start").dataset.problems = problems.length;
  refreshPreview(problems);
}

function toLine(line) {
  const lines = yaml.value.split("\n");
  const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
  yaml.focus();
  yaml.setSelectionRange(start, start + (lines[line - 1] ?? "").length);
  yaml.scrollIntoView({ block: "nearest" });
}

const checkSoon = debounced(check, CHECK_MS);

function buildText() {
  const changed = debounced(() => {
    delete yaml.dataset.dirty;
    setText(yaml.value);
  }, 400);
  yaml.addEventListener("input", () => { yaml.dataset.dirty = "yes"; numberLines(); changed(); });
  // Tab indents; Escape gives it back to the page until the text is left.
  let leaving = false;
  yaml.addEventListener("keydown", (event) => {
    if (event.key === "Escape") leaving = true;
    else if (event.key === "Tab" && !leaving && !event.shiftKey) {
      event.preventDefault();
      yaml.setRangeText("  ", yaml.selectionStart, yaml.selectionEnd, "end");
      yaml.dispatchEvent(new Event("input"));
    }
  });
  yaml.addEventListener("blur", () => { leaving = false; });
  $("save-brief").addEventListener("click", () => {
    const url = URL.createObjectURL(new Blob([brief.text], { type: "application/yaml" }));
    made("a", { href: url, download: `${brief.data.campaign || "brief"}.yaml` }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
  });
  $("open-brief").addEventListener("click", () => $("brief-file").click());
  $("brief-file").addEventListener("change", async () => {
    const file = $("brief-file").files[0];
    if (!file) return;
    if (file.size > 256 * 1024) announce("The brief is larger than 256 KB: is this the right file?");
    else await setText(await file.text());
    $("brief-file").value = "";
  });
  $("example").addEventListener("click", async () => {
    if (brief.text.trim().split("\n").length > 3 && !confirm("Replace what you have written by the example?")) return;
    await openDraft({ example: true });
    await setText(draft.text);
  });
}

async function start() {
  bind($("form"));
  buildText();
  buildAudience();
  listen(showText);
  listen(checkSoon);
  $("form").addEventListener("submit", (event) => event.preventDefault());
  // Before the field writes it into the brief: people write names with capitals and spaces.
  $("form").addEventListener("change", ({ target }) => {
    const short = target.dataset.at === "campaign" ? slugged(target.value) : "";
    if (!short || short === target.value) return;
    target.value = short;
    target.dispatchEvent(new Event("input"));
  }, true);
  const [choices] = await Promise.all([load("/pages/choices.json"), openDraft()]);
  buildMarkets(choices);
  buildFormats(choices);
  buildProducts();
  buildPreview();
  buildPlan();
  await setText(draft.text);
  $("form").dataset.ready = "yes";
}

addEventListener("unhandledrejection", (event) => announce(event.reason?.message ?? String(event.reason)));
start().catch((error) => announce(error.message));
