// Ratios, sizes and channels, each drawn in its shape with its safe zone.
import { $, drawn, made } from "./dom.js";
import { brief, change, edit, listAt, listen } from "./brief.js";

const BOX = [64, 56];
const boxes = { ratios: new Map(), channels: new Map() };
let channels = [], usual = [];

export function buildFormats(choices) {
  channels = choices.channels;
  usual = choices.default_ratios;
  for (const one of choices.ratios) addBox("ratios", $("ratios"), one);
  const platforms = new Map();
  for (const one of channels) {
    if (!platforms.has(one.platform)) platforms.set(one.platform, []);
    platforms.get(one.platform).push(one);
  }
  for (const [name, some] of platforms) {
    const picks = made("div", { class: "picks" });
    $("channels").append(made("section", { class: "platform", "aria-label": name }, made("h3", {}, name), picks));
    for (const one of some) addBox("channels", picks, one);
  }
  $("channel-search").addEventListener("input", filter);
  listen(render);
  render();
}

function draw({ width, height, safe }) {
  const scale = Math.min(BOX[0] / width, BOX[1] / height);
  const across = Math.max(3, width * scale), down = Math.max(3, height * scale);
  const x = (BOX[0] - across) / 2, y = (BOX[1] - down) / 2;
  const parts = [drawn("rect", { class: "draw-line", x, y, width: across, height: down, rx: 2 })];
  if (safe) {
    const [top, right, bottom, left] = safe;
    parts.push(drawn("rect", { class: "draw-safe", x: x + left * across, y: y + top * down, width: across * (1 - left - right), height: down * (1 - top - bottom) }));
  }
  return drawn("svg", { viewBox: `0 0 ${BOX[0]} ${BOX[1]}`, "aria-hidden": "true" }, ...parts);
}

function addBox(key, parent, one) {
  const box = made("input", { type: "checkbox", value: one.name });
  const label = made("label", { class: "pick-card" }, box, draw(one), made("span", {}, one.label ?? one.name), made("small", { dir: "ltr" }, one.note ?? `${one.width} × ${one.height}`));
  box.addEventListener("change", () => write(key));
  parent.append(label);
  boxes[key].set(one.name, { box, label, words: `${one.name} ${one.label ?? ""} ${one.platform ?? ""} ${one.width}x${one.height}`.toLowerCase() });
}

function write(key) {
  const written = listAt(key).map(String);
  const ticked = [...boxes[key]].filter(([, { box }]) => box.checked).map(([name]) => name);
  const next = [...written.filter((name) => ticked.includes(name)), ...ticked.filter((name) => !written.includes(name))];
  edit(change(key, next.length ? next : null));
}

function filter() {
  const words = $("channel-search").value.trim().toLowerCase().split(/\s+/);
  for (const { label, words: own } of boxes.channels.values()) label.hidden = !words.every((word) => own.includes(word));
  for (const section of $("channels").querySelectorAll(".platform")) section.hidden = !section.querySelector(".pick-card:not([hidden])");
}

function render() {
  const chosen = listAt("channels").map(String);
  const written = listAt("ratios").map(String);
  const ratios = written.length || chosen.length || brief.data.ratios !== undefined ? written : usual;
  for (const name of ratios) {
    const [, across, down] = /^([\d.]+)[:x]([\d.]+)$/.exec(name) ?? [];
    if (!boxes.ratios.has(name) && across > 0 && down > 0) addBox("ratios", $("ratios"), { name, width: Number(across), height: Number(down), note: "from the brief" });
  }
  for (const [name, { box }] of boxes.ratios) box.checked = ratios.includes(name);
  for (const [name, { box }] of boxes.channels) box.checked = chosen.includes(name);
  $("channels-count").textContent = chosen.length ? `(${chosen.length} chosen)` : `(${channels.length})`;
}
