// Products by form, with prices by market, or from a feed; and the variants of a test.
import { $, isolated, made } from "./dom.js";
import { bind, goTo, removeItem } from "./fields.js";
import { at, brief, change, edit, listAt, listen, slugged } from "./brief.js";
import { bindUploads } from "./uploads.js";
import { readMarket } from "./markets.js";

export function buildProducts() {
  bindUploads(document.querySelector("#form"));
  $("add-product").addEventListener("click", addProduct);
  for (const radio of document.querySelectorAll('[name="products-kind"]')) radio.addEventListener("change", () => showKind(radio.value));
  $("add-variant").addEventListener("click", addVariant);
  listen(render);
  render();
}

const isFeed = () => typeof brief.data.products === "string" || (typeof brief.data.products === "object" && brief.data.products !== null && !Array.isArray(brief.data.products));

// The brief keeps what it has until the other kind is filled in: only then is it replaced.
async function showKind(kind) {
  $("products-list").hidden = kind === "feed";
  $("products-feed").hidden = kind !== "feed";
  if (kind === "list" && isFeed()) {
    await edit(change("products", null), change("products", [{ id: "", name: "" }]));
    goTo($("products").querySelector("input"));
  }
}

async function addProduct() {
  await edit(...(isFeed() ? [change("products", null)] : []), change("products/-", { id: "", name: "" }));
  goTo($("products").lastElementChild.querySelector('[data-at$="/name"]'));
}

function render() {
  const feed = isFeed();
  if (document.querySelector('[name="products-kind"]:checked').value === "list" || feed) {
    document.querySelector(`[name="products-kind"][value="${feed ? "feed" : "list"}"]`).checked = true;
    $("products-list").hidden = feed;
    $("products-feed").hidden = !feed;
  }
  const list = $("products"), products = listAt("products");
  while (list.children.length > products.length) list.lastElementChild.remove();
  products.forEach((product, place) => {
    if (!list.children[place]) addRow(list, place);
    fill(list.children[place], product, place);
  });
  renderVariants();
}

function addRow(list, place) {
  list.append(document.importNode($("product-template").content, true));
  const row = list.lastElementChild, prefix = `products/${place}`;
  row.dataset.at = prefix;
  bind(row, prefix);
  bindUploads(row);
  row.querySelector("[data-remove]").addEventListener("click", async () => {
    await removeItem(list, prefix);
    $("add-product").focus();
  });
  // The short name follows the name until somebody writes another.
  const name = row.querySelector('[data-path="name"]'), id = row.querySelector('[data-path="id"]');
  let before = name.value;
  name.addEventListener("input", () => {
    if (id.value === slugged(before)) {
      id.value = slugged(name.value);
      id.dispatchEvent(new Event("input"));
    }
    before = name.value;
  });
  row.querySelector("[data-add-price]").addEventListener("click", () => addPrice(row, prefix));
}

function fill(row, product, place) {
  const title = product?.name || `Product ${place + 1}`;
  row.querySelector("[data-title]").replaceChildren(isolated(String(title)));
  row.setAttribute("aria-label", String(title));
  row.querySelector("[data-remove]").setAttribute("aria-label", `Remove ${title}`);
  const priced = Object.keys(product?.by_market ?? {});
  const prices = row.querySelector("[data-market-prices]");
  for (const old of [...prices.children]) if (!priced.includes(old.dataset.market)) old.remove();
  for (const market of priced) {
    if ([...prices.children].some((one) => one.dataset.market === market)) continue;
    prices.append(document.importNode($("price-template").content, true));
    const item = prices.lastElementChild, name = readMarket(market).name;
    item.dataset.market = market;
    item.setAttribute("aria-label", `${title} in ${name}`);
    item.querySelector("[data-title]").replaceChildren(isolated(name));
    item.querySelector("[data-remove]").setAttribute("aria-label", `Remove the price in ${name}`);
    item.querySelector("[data-remove]").addEventListener("click", () => edit(change(`products/${place}/by_market/${market}`, null)));
    item.dataset.at = `products/${place}/by_market/${market}`;
    bind(item, `products/${place}/by_market/${market}`);
  }
  const free = listAt("markets").map((market) => (typeof market === "object" && market !== null ? market.country : market)).filter((market) => market && !priced.includes(String(market)));
  const select = row.querySelector("[data-price-market]");
  select.replaceChildren(...[...new Set(free)].map((market) => made("option", { value: market }, readMarket(market).name)));
  select.disabled = free.length === 0;
  row.querySelector("[data-add-price]").disabled = free.length === 0;
}

async function addPrice(row, prefix) {
  const market = row.querySelector("[data-price-market]").value;
  await edit(change(`${prefix}/by_market/${market}`, { name: at(`${prefix}/name`) || "" }));
  const item = row.querySelector(`[data-market="${CSS.escape(market)}"]`);
  if (item) goTo(item.querySelector('[data-at$="/offer/price"]'));
}

// Variants: a mapping by name. A list of them is written in the YAML.
const named = () => (Array.isArray(brief.data.variants) ? {} : brief.data.variants ?? {});

async function addVariant() {
  const there = named();
  const free = [..."ABCDEFGHIJKLMNOPQRST"].filter((letter) => !(letter in there));
  if (Object.keys(there).length === 0) await edit(change(`variants/${free.shift()}`, {}));
  const name = free.shift();
  if (name === undefined) return;
  await edit(change(`variants/${name}`, {}));
  const item = $("variants").querySelector(`[data-variant="${name}"]`);
  if (item) goTo(item.querySelector("textarea, input"));
}

function renderVariants() {
  const box = $("variants"), names = Object.keys(named());
  for (const old of [...box.children]) if (old.dataset.variant && !names.includes(old.dataset.variant)) old.remove();
  for (const name of names) {
    if ([...box.children].some((one) => one.dataset.variant === name)) continue;
    box.append(document.importNode($("variant-template").content, true));
    const item = box.lastElementChild;
    item.dataset.variant = name;
    item.dataset.at = `variants/${name}`;
    item.setAttribute("aria-label", `Variant ${name}`);
    item.querySelector("[data-title]").replaceChildren("Variant ", isolated(name));
    item.querySelector("[data-remove]").setAttribute("aria-label", `Remove variant ${name}`);
    item.querySelector("[data-remove]").addEventListener("click", async () => {
      await edit(change(`variants/${name}`, null));
      $("add-variant").focus();
    });
    bind(item, `variants/${name}`);
  }
  $("add-variant").disabled = Array.isArray(brief.data.variants) || names.length >= 20;
}
