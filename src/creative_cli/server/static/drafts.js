// The draft on the server: the brief as it is now, with the files it names beside it.
import { ask, load, send } from "./server.js";

export const draft = { id: "", text: "" };
const address = (rest = "") => `/pages/drafts/${draft.id}${rest}`;

// Goes on with the draft that the address names, or begins one.
export async function openDraft({ example = false } = {}) {
  const known = example ? null : new URLSearchParams(location.search).get("draft");
  let found = null;
  if (known && /^[0-9a-f]{24}$/.test(known)) found = await load(`/pages/drafts/${known}`).catch(() => null);
  found ??= await send("POST", "/pages/drafts", { example });
  Object.assign(draft, found);
  history.replaceState(null, "", `/new?draft=${draft.id}`);
}

export const keepDraft = (text) => send("PUT", address(), { text });
export const validate = async () => (await send("POST", address("/problems"), {})).problems;
export const preview = (choice, signal) => send("POST", address("/preview"), choice, { signal });

export async function keepFile(file) {
  const answer = await ask("PUT", address(`/assets/${encodeURIComponent(file.name.slice(-120))}`), { body: file, headers: { "Content-Type": "application/octet-stream" } });
  return (await answer.json()).file;
}

export const assetAddress = (file) => address(`/${file.split("/").map(encodeURIComponent).join("/")}`);

// Freezes the draft as a brief of the API, which runs are ordered by.
export const storeDraft = () => send("POST", address("/stored"), {});
