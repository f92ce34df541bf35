// The markets of a brief: a list that is searched by names in English and in the country's own languages.
import { $, isolated, made } from "./dom.js";
import { announce, bind, removeItem } from "./fields.js";
import { brief, change, edit, listAt, listen } from "./brief.js";

const MOST_SHOWN = 60;
const QUICK = ["EU", "DACH", "Nordics", "Benelux", "Americas", "Asia"];
let countries = [], groups = [], options = [], active = -1;
const byCode = new Map(), byTag = new Map();

const fold = (text) => text.normalize("NFKD").replace(/\p{Mn}/gu, "").toLowerCase();

export function buildMarkets(choices) {
  countries = choices.countries.map((one) => ({ ...one, words: fold([one.name, one.code, ...one.own].join("\n")) }));
  groups = choices.groups.map((one) => ({ ...one, words: fold([one.name, ...one.also].join("\n")) }));
  for (const country of countries) {
    byCode.set(country.code, country);
    for (const locale of country.locales) if (!byTag.has(locale.tag)) byTag.set(locale.tag, { country, locale });
  }
  const input = $("market-search");
  input.addEventListener("input", () => open(input.value));
  input.addEventListener("focus", () => open(input.value));
  input.addEventListener("blur", close);
  input.addEventListener("keydown", pressed);
  $("market-options").addEventListener("pointerdown", (event) => {
    event.preventDefault();
    const row = event.target.closest('[role="option"]');
    if (row) choose(options[Number(row.dataset.place)]);
  });
  $("market-quick").replaceChildren(...QUICK.filter((name) => groups.some((group) => group.name === name)).map((name) => {
    const button = made("button", { type: "button" }, `+ ${name}`);
    button.addEventListener("click", () => add(name, name));
    return button;
  }));
  listen(render);
  render();
}

// Names that begin with the words come first, then those in which a word does, then the others.
function rank(entry, words) {
  if (entry.code && fold(entry.code) === words) return 0;
  const names = entry.words.split("\n");
  if (names.some((name) => name === words)) return 1;
  if (names.some((name) => name.startsWith(words))) return 2;
  return names.some((name) => name.includes(` ${words}`)) ? 3 : 4;
}

function open(typed) {
  const words = fold(typed.trim());
  const all = [...groups, ...countries];
  // Other names of groups have neither spaces nor signs.
  const bare = folded(typed);
  const named = (one) => one.words.includes(words) || (!one.code && bare !== "" && one.words.includes(bare));
  options = (words ? all.filter(named) : all).map((one) => ({ one, score: words ? rank(one, words) : one.code ? 1 : 0 }))
    .sort((a, b) => a.score - b.score || a.one.name.localeCompare(b.one.name, "en")).map(({ one }) => one);
  active = options.length && words ? 0 : -1;
  const rows = options.slice(0, MOST_SHOWN).map((one, place) => made("li", { role: "option", id: `market-option-${place}`, "data-place": place, "aria-selected": String(place === active) },
    made("span", {}, isolated(one.name), " ", made("small", {}, one.code ?? "")),
    one.code ? made("small", { class: "own", dir: "auto", lang: one.locales[0].tag }, one.own.filter((name) => name !== one.name).slice(0, 2).join(" · ")) : made("small", {}, `${one.territories.length} countries`)));
  if (options.length > MOST_SHOWN) rows.push(made("li", { class: "none" }, `${options.length - MOST_SHOWN} more: type some letters.`));
  $("market-options").replaceChildren(...(rows.length ? rows : [made("li", { class: "none" }, "No country or group has this name.")]));
  $("market-options").hidden = false;
  $("market-search").setAttribute("aria-expanded", "true");
  point();
}

function close() {
  $("market-options").hidden = true;
  $("market-search").setAttribute("aria-expanded", "false");
  $("market-search").removeAttribute("aria-activedescendant");
}

function point() {
  for (const row of $("market-options").querySelectorAll('[role="option"]')) {
    const here = Number(row.dataset.place) === active;
    row.setAttribute("aria-selected", String(here));
    if (here) row.scrollIntoView({ block: "nearest" });
  }
  if (active < 0) $("market-search").removeAttribute("aria-activedescendant");
  else $("market-search").setAttribute("aria-activedescendant", `market-option-${active}`);
}

function pressed(event) {
  const shown = Math.min(options.length, MOST_SHOWN);
  const hidden = $("market-options").hidden;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    if (hidden) open($("market-search").value);
    else if (shown) active = (active + (event.key === "ArrowDown" ? 1 : active < 0 ? 0 : -1) + shown) % shown;
    point();
  } else if (event.key === "Enter") {
    // Enter never sends the form: it takes what is marked.
    if (!hidden && active >= 0) choose(options[active]);
  } else if (event.key === "Escape" && !hidden) close();
  else return;
  event.preventDefault();
}

function choose(one) {
  add(one.code ?? one.name, one.name);
  $("market-search").value = "";
  close();
}

function add(written, name) {
  const there = listAt("markets");
  if (there.some((market) => (market?.country ?? market) === written && !market?.language)) {
    announce(`${name} is among the markets already.`);
    return;
  }
  edit(change("markets/-", written));
  $("market-status").textContent = `${name} added.`;
}

const folded = (text) => fold(text).replaceAll("&", "and").replace(/[^\p{L}\p{N}]/gu, "");

// What a market of the brief is: a country, a locale or a group.
export function readMarket(market) {
  const written = String(typeof market === "object" && market !== null ? market.country ?? "" : market ?? "");
  const country = byCode.get(written.toUpperCase()) ?? countries.find((one) => one.words.split("\n").includes(fold(written)));
  if (country) return { name: country.name, country };
  const tagged = byTag.get(written);
  if (tagged) return { name: `${tagged.country.name} (${tagged.locale.language})`, country: tagged.country, locale: tagged.locale };
  const group = groups.find((one) => one.words.split("\n").some((name) => folded(name) === folded(written)));
  if (group) return { name: group.name, group };
  return { name: written };
}

function render() {
  const list = $("markets"), markets = listAt("markets");
  while (list.children.length > markets.length) list.lastElementChild.remove();
  markets.forEach((market, place) => {
    let row = list.children[place];
    if (!row) {
      list.append(document.importNode($("market-template").content, true));
      row = list.lastElementChild;
      row.dataset.at = `markets/${place}`;
      bind(row, `markets/${place}`);
      row.querySelector("[data-remove]").addEventListener("click", () => remove(place));
      row.querySelector("[data-language]").addEventListener("change", (event) => edit(change(`markets/${place}/language`, event.target.value || null)));
    }
    fill(row, market);
  });
}

function fill(row, market) {
  const { name, country, locale, group } = readMarket(market);
  const language = typeof market === "object" && market !== null ? market.language ?? "" : "";
  row.querySelector("[data-title]").replaceChildren(isolated(name), ...(group ? [" ", made("span", { class: "muted small" }, `${group.territories.length} countries`)] : []));
  row.querySelector("[data-remove]").setAttribute("aria-label", `Remove ${name}`);
  const select = row.querySelector("[data-language]");
  select.hidden = !country || Boolean(locale);
  select.setAttribute("aria-label", `Language in ${name}`);
  if (country) {
    const tags = country.locales.map((one) => [one.tag.slice(0, one.tag.lastIndexOf("-")), one.language]);
    const others = language && !tags.some(([tag]) => tag === language) ? [[language, language]] : [];
    const source = brief.data.source_language || "en";
    const keys = [...tags, ...others].some(([tag]) => tag === source) ? [] : [[source, "As the message"]];
    select.replaceChildren(made("option", { value: "" }, "Usual language"), ...[...tags, ...others, ...keys].map(([tag, words]) => made("option", { value: tag, selected: tag === language }, words)));
    select.value = language;
  }
  const words = typeof market === "object" && market !== null ? market.copy : null;
  row.querySelector("[data-copy-title]").textContent = words ? "Approved copy" : "Add approved copy";
  row.querySelector("details").hidden = Boolean(group);
}

async function remove(place) {
  await removeItem($("markets"), `markets/${place}`);
  $("market-status").textContent = "Market removed.";
  $("market-search").focus();
}
