// Fields with a file: it is kept beside the draft, and the brief names it.
import { announce } from "./fields.js";
import { made } from "./dom.js";
import { at, change, edit, listen } from "./brief.js";
import { assetAddress, keepFile } from "./drafts.js";

const MOST = 100 * 1024 * 1024;
const boxes = new Set();
const NAMES_A_FILE = new Set(["brand/logo"]);

export function bindUploads(root) {
  for (const box of root.querySelectorAll("[data-upload]")) if (!boxes.has(box)) bindBox(box);
}

// A logo may be a mapping with variants: then this field is its first file.
function pathOf(box) {
  const path = box.querySelector('[type="hidden"]').dataset.at;
  const value = at(path);
  return NAMES_A_FILE.has(path) && value !== null && typeof value === "object" ? `${path}/file` : path;
}

function bindBox(box) {
  boxes.add(box);
  const input = box.querySelector('[type="file"]'), area = box.querySelector(".upload");
  input.addEventListener("change", () => take(box, input.files[0]));
  box.querySelector("[data-clear]").addEventListener("click", async () => {
    await edit(change(pathOf(box), null));
    input.value = "";
    input.focus();
  });
  area.addEventListener("dragover", (event) => { event.preventDefault(); area.classList.add("over"); });
  area.addEventListener("dragleave", () => area.classList.remove("over"));
  area.addEventListener("drop", (event) => {
    event.preventDefault();
    area.classList.remove("over");
    take(box, event.dataTransfer.files[0]);
  });
  show(box);
}

async function take(box, file) {
  if (!file) return;
  if (file.size > MOST) {
    announce(`${file.name} is larger than 100 MB: use a smaller one.`);
    return;
  }
  try {
    const kept = await keepFile(file);
    const path = pathOf(box);
    await edit(...(path === "products/file" && Array.isArray(at("products")) ? [change("products", null)] : []), change(path, kept));
    announce(`${file.name} is kept as ${kept}.`);
  } catch (error) {
    announce(error.message);
  }
}

function show(box) {
  const hidden = box.querySelector('[type="hidden"]');
  if (!hidden.dataset.at) return;
  let value = at(pathOf(box));
  if (hidden.dataset.at === "products/file" && typeof at("products") === "string") value = at("products");
  const file = typeof value === "string" ? value : "";
  const thumb = box.querySelector(".thumb");
  box.querySelector("[data-file]").textContent = file;
  box.querySelector("[data-clear]").hidden = !file;
  box.querySelector("[data-clear]").setAttribute("aria-label", `Remove ${file}`);
  if (thumb.dataset.of === file) return;
  thumb.dataset.of = file;
  thumb.dataset.drawing ??= "kept";
  const picture = /^assets\/[^/]+\.(png|jpe?g|webp|svg)$/i.test(file);
  thumb.querySelector("img")?.remove();
  thumb.querySelector("svg").style.display = picture ? "none" : "";
  if (picture) thumb.append(made("img", { src: assetAddress(file), alt: "" }));
}

listen(() => {
  for (const box of boxes) {
    if (box.isConnected) show(box);
    else boxes.delete(box);
  }
});
