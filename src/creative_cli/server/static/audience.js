// The audience: a segment by name, or own words.
import { $ } from "./dom.js";
import { brief, change, edit, listen } from "./brief.js";

export function buildAudience() {
  const segment = $("segment"), words = document.querySelector('[data-path="audience"]');
  const names = new Set([...segment.options].map((option) => option.value));
  let own = false;
  segment.addEventListener("change", () => {
    own = segment.value === "*";
    words.hidden = !own;
    if (!own) edit(change("audience", segment.value || null));
    else if (names.has(String(brief.data.audience ?? ""))) edit(change("audience", null)).then(() => words.focus());
    else words.focus();
  });
  listen(() => {
    const written = String(brief.data.audience ?? "");
    if (written && !names.has(written)) own = true;
    else if (written) own = false;
    segment.value = own ? "*" : written;
    words.hidden = !own;
  });
}
