// Helpers to create elements. Text is always set as text, never parsed as HTML.
export const $ = (id) => document.getElementById(id);
const SVG = "http://www.w3.org/2000/svg";

function filled(element, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children);
  return element;
}

export const made = (name, attributes = {}, ...children) => filled(document.createElement(name), attributes, children);
export const drawn = (name, attributes = {}, ...children) => filled(document.createElementNS(SVG, name), attributes, children);
export const isolated = (text) => made("bdi", {}, text);
// The name of a campaign as a title.
export const titled = (name) => name.charAt(0).toUpperCase() + name.slice(1).replaceAll("-", " ");
export const counted = (number, noun) => `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
export const dollars = (amount) => `$${amount.toFixed(amount > 0 && amount < 0.1 ? 4 : 2)}`;

// Runs `work` when nothing has called for `ms`.
export function debounced(work, ms) {
  let timer = 0;
  return (...words) => {
    clearTimeout(timer);
    timer = setTimeout(() => work(...words), ms);
  };
}
