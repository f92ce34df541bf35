// Binds fields to places of the brief: both ways, with the problems of each place beside its field.
import { $, debounced, made } from "./dom.js";
import { at, brief, change, edit, listen } from "./brief.js";

const WAIT = 350;
const bound = new Map();
let serial = 0;

const NUMBER = /^\d{1,15}(\.\d{1,15})?$/;

// Gives the fields below `root` their places, with `prefix` before those in a template.
export function bind(root, prefix = "") {
  for (const label of root.querySelectorAll(".field > label:not([for])")) {
    const input = label.parentElement.querySelector('input:not([type="hidden"]):not([data-swatch]), textarea, select');
    if (!input) continue;
    input.id ||= `field-${(serial += 1)}`;
    label.htmlFor = input.id;
  }
  for (const input of root.querySelectorAll("[data-path]")) bindOne(input, join(prefix, input.dataset.path));
  for (const group of root.querySelectorAll("[data-radios]")) bindRadios(group, join(prefix, group.dataset.radios));
  for (const box of root.querySelectorAll("[data-problems-of]")) {
    box.dataset.at = join(prefix, box.dataset.problemsOf);
  }
}

const join = (prefix, path) => (prefix ? `${prefix}/${path}` : path);

function bindOne(input, path) {
  input.dataset.at = path;
  bound.set(input, path);
  const hint = input.closest(".field")?.querySelector(":scope > .hint");
  if (hint) {
    hint.id ||= `hint-${(serial += 1)}`;
    input.setAttribute("aria-describedby", hint.id);
  }
  if (input.closest(".field")?.querySelector(".need")) input.setAttribute("aria-required", "true");
  if (input.type === "hidden") return;
  // Until its edit is in the text, a field keeps what was typed: an answer to an earlier edit may come first.
  const write = async () => {
    const typed = input.value;
    await edit(changeOf(input));
    if (input.value !== typed) return;
    delete input.dataset.dirty;
    show(input, path);
  };
  const later = debounced(write, WAIT);
  input.addEventListener("input", () => { input.dataset.dirty = "yes"; count(input); later(); });
  input.addEventListener("change", () => { if (input.dataset.dirty) write(); });
  const swatch = input.parentElement.querySelector("[data-swatch]");
  swatch?.addEventListener("input", () => {
    input.value = swatch.value.toUpperCase();
    swatch.classList.remove("unset");
    input.dataset.dirty = "yes";
    later();
  });
  show(input, path);
}

// Removes an item of a list of the brief. The rows of `list` have the places from before the edit until it is made.
export async function removeItem(list, path) {
  list.inert = true;
  await edit(change(path, null)).finally(() => { list.inert = false; });
}

export function changeOf(input) {
  const path = input.dataset.at, words = input.value.trim();
  if ("list" in input.dataset) {
    const items = words.split(",").map((word) => word.trim()).filter(Boolean);
    return change(path, items.length ? items : null);
  }
  // What has to be there stays as an empty text, so that its row does not vanish while it is written.
  if (!words) return change(path, input.getAttribute("aria-required") && /^products\/\d+\//.test(path) ? "" : null);
  return change(path, words, "number" in input.dataset && NUMBER.test(words));
}

function show(input, path) {
  const value = at(path);
  const plain = value === undefined || value === null || typeof value !== "object";
  const words = plain ? String(value ?? "") : Array.isArray(value) && "list" in input.dataset ? value.join(", ") : "";
  if (input.type !== "hidden") input.disabled = !plain && !("list" in input.dataset);
  if (document.activeElement !== input && !input.dataset.dirty && input.value !== words) {
    if (input.localName === "select" && words && ![...input.options].some((option) => option.value === words)) {
      input.append(made("option", { value: words }, words));
    }
    input.value = words;
  }
  const swatch = input.parentElement?.querySelector(":scope > [data-swatch]");
  if (swatch) {
    const color = /^#[0-9a-f]{6}$/i.test(input.value);
    swatch.classList.toggle("unset", !color);
    if (color) swatch.value = input.value.toLowerCase();
  }
  count(input);
}

function count(input) {
  const most = Number(input.dataset.most);
  if (!most) return;
  const length = [...input.value].length, field = input.closest(".field");
  let counter = field.querySelector(".counter");
  if (length < most * 0.7) {
    counter?.remove();
    return;
  }
  if (!counter) field.append(counter = made("p", { class: "counter" }));
  counter.textContent = `${length} of ${most} characters`;
}

function bindRadios(group, path) {
  const name = `radio-${(serial += 1)}`;
  group.dataset.at = path;
  for (const radio of group.querySelectorAll('input[type="radio"]')) {
    radio.name = name;
    radio.addEventListener("change", () => { if (radio.checked) edit(change(path, radio.value || null)); });
  }
}

listen(() => {
  for (const [input, path] of bound) {
    if (input.isConnected) show(input, path);
    else bound.delete(input);
  }
  for (const group of document.querySelectorAll("[data-radios]")) {
    const value = String(at(group.dataset.at) ?? "");
    for (const radio of group.querySelectorAll('input[type="radio"]')) radio.checked = radio.value === value;
  }
});

// The place of a problem: the words at its start if a key is missing, else the value or key at its line and column.
function placeOf(problem) {
  const missing = /^([a-z_.]+) is missing/.exec(problem.message);
  if (missing) return missing[1].replaceAll(".", "/");
  let found = "";
  for (const [path, [line, column, keyLine, keyColumn]] of Object.entries(brief.places)) {
    const here = (line === problem.line && column === problem.column) || (keyLine === problem.line && keyColumn === problem.column);
    if (here && path.length >= found.length) found = path;
  }
  return found;
}

// The field of a place, or the nearest one around it.
function fieldOf(path) {
  const all = [...document.querySelectorAll("[data-at]")].filter((one) => !one.closest("template"));
  for (let place = path; place; place = place.includes("/") ? place.slice(0, place.lastIndexOf("/")) : "") {
    const found = all.find((one) => one.dataset.at === place) ?? all.find((one) => one.dataset.at === `${place}/file`);
    if (found) return found;
    const inside = place === path && all.find((one) => one.dataset.at.startsWith(`${place}/`));
    if (inside) return inside;
  }
  return null;
}

const inputOf = (field) => (field.matches('input:not([type="hidden"]), textarea, select') ? field : field.closest(".field")?.querySelector('input:not([type="hidden"]):not([data-swatch])') ?? field.querySelector("input, select, textarea"));

// What is empty and was not visited yet is not wrong yet: only the list under the brief has it.
const isUntouched = (input) => !input.value && !input.dataset.visited;

let shown = [];
document.addEventListener("focusout", ({ target }) => visit(target.matches("#form :is(input, textarea, select)") ? [target] : []));

function visit(inputs) {
  const fresh = inputs.filter((input) => !input.dataset.visited);
  for (const input of fresh) input.dataset.visited = "yes";
  if (fresh.length) showProblems(shown);
}

// Shows each problem beside its field, also where nobody has been yet.
export const visitAll = () => visit([...document.querySelectorAll("#form :is(input, textarea, select)")]);

export function showProblems(problems) {
  shown = problems;
  for (const old of document.querySelectorAll(".problem")) old.remove();
  for (const input of document.querySelectorAll("[aria-invalid]")) {
    input.removeAttribute("aria-invalid");
    const kept = (input.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && !id.startsWith("problem-"));
    if (kept.length) input.setAttribute("aria-describedby", kept.join(" "));
    else input.removeAttribute("aria-describedby");
  }
  for (const problem of problems) {
    const field = fieldOf(placeOf(problem));
    if (!field) continue;
    const input = inputOf(field);
    if (input) problem.input = input;
    if (input && isUntouched(input)) continue;
    const sentence = made("p", { class: "problem", id: `problem-${(serial += 1)}`, dir: "auto" }, made("span", {}, problem.message));
    const box = field.closest(".field, .market, [data-problems-of]") ?? field.parentElement;
    box.append(sentence);
    if (!input) continue;
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", [input.getAttribute("aria-describedby"), sentence.id].filter(Boolean).join(" "));
  }
}

// Opens what hides a field, and moves to it.
export function goTo(input) {
  for (let node = input.closest("details"); node; node = node.parentElement?.closest("details")) node.open = true;
  input.focus();
  input.scrollIntoView({ block: "center" });
}

let toastTimer = 0;
export function announce(sentence) {
  $("toast").textContent = sentence;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { $("toast").textContent = ""; }, 4000);
}
