// The brief that is being written: its YAML text is the truth, and every field is an edit of it that the server makes.
import { send } from "./server.js";

let text = "";
let version = 0;
let stale = false;
let working = null;
const edits = [];
const listeners = [];

export const brief = { data: {}, places: {}, error: null, get text() { return text; } };

// `listen` is called with the brief after each change, once for all edits that were waiting.
export const listen = (listener) => listeners.push(listener);

export function edit(...changes) {
  edits.push(...changes);
  return settle();
}

export function setText(next) {
  text = next;
  version += 1;
  stale = true;
  return settle();
}

// Resolves when every edit that waits is in the text, and all listeners have been called.
function settle() {
  working ??= work();
  return working;
}

async function work() {
  try {
    while (stale || edits.length) {
      const asked = version, sent = edits.splice(0);
      stale = false;
      let answer;
      try {
        answer = await send("POST", "/pages/brief", { text, edits: sent });
      } catch (error) {
        // What the server never saw is sent again with the next edit; what it refused is not.
        if (error.status === 0) edits.unshift(...sent);
        throw error;
      }
      if (asked !== version) {
        // The text was changed meanwhile: the edits belong to what it is now.
        edits.unshift(...sent);
        stale = true;
        continue;
      }
      text = answer.text;
      Object.assign(brief, { data: answer.data ?? brief.data, places: answer.places, error: answer.error });
      // What was changed while this answer came is in no answer yet: a field that showed this one would take it back.
      if (stale || edits.length) continue;
      for (const listener of listeners) listener(brief);
    }
  } finally {
    working = null;
  }
}

const INDEXED = new Set(["products", "markets"]);

// "products/0/name" as keys and indexes; "products/-" is the place after the last one, whatever waits to be added before it.
export const keysOf = (path) => path.split("/").map((word, place, all) => (place === 1 && INDEXED.has(all[0]) && /^\d+$/.test(word) ? Number(word) : word));
export const at = (path, data = brief.data) => keysOf(path).reduce((node, key) => (node === null || typeof node !== "object" ? undefined : node[key]), data);
export const change = (path, value, number = false) => ({ path: keysOf(path), value, number });
export const listAt = (path) => { const found = at(path); return Array.isArray(found) ? found : []; };

export const slugged = (name) => name.normalize("NFKD").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 60);
