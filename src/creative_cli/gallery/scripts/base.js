// The data of the page and helpers to create elements. Text is always set as text, never parsed as HTML.
const data = JSON.parse(document.getElementById("data").textContent);
const ads = data.ads;
const $ = (id) => document.getElementById(id);
const cards = new Map([...document.querySelectorAll("[data-ad]")].map((card) => [Number(card.dataset.ad), card]));
const byPath = new Map(ads.map((ad, index) => [ad.path, index]));
const SVG = "http://www.w3.org/2000/svg";

function made(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children);
  return element;
}

function drawn(name, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

const isolated = (text) => made("bdi", {}, text);
const counted = (number, noun) => `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
const capital = (word) => word.charAt(0).toUpperCase() + word.slice(1);

// A browser may deny storage to pages from a folder; the page then works without it, and warns.
const memory = new Map();
let forgetful = false;
function recall(key) {
  if (memory.has(key)) return memory.get(key);
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}
function keep(key, value) {
  try {
    localStorage.setItem(key, value);
    memory.delete(key);
  } catch {
    forgetful = true;
    memory.set(key, value);
  }
}

let toastTimer = 0;
function announce(sentence) {
  const toast = $("toast");
  // Screen readers only read the content of an open modal dialog: announce inside it.
  const open = document.querySelector("dialog[open]");
  (open ?? document.body).append(toast);
  toast.textContent = sentence;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { toast.textContent = ""; }, 3500);
}
