(() => {
"use strict";
const content = document.getElementById("content"), live = document.getElementById("live"), gone = document.getElementById("gone");
let said = content.querySelector("header").dataset.said, busy = false, again = false;
async function refresh() {
  if (busy) { again = true; return; }
  busy = true;
  try {
    const answer = await fetch("/content" + location.search, {cache: "no-store"});
    if (!answer.ok) return;
    const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
    const focused = content.contains(document.activeElement) ? document.activeElement.id : "";
    // Pictures that have not changed stay in place: nothing flickers.
    const old = new Map([...content.querySelectorAll("img")].map((one) => [one.getAttribute("src") + one.alt + one.className, one]));
    for (const one of parsed.querySelectorAll("img")) {
      const same = old.get(one.getAttribute("src") + one.alt + one.className);
      if (same) { one.replaceWith(same); old.delete(one.getAttribute("src") + one.alt + one.className); }
    }
    content.replaceChildren(...parsed.body.childNodes);
    if (focused) document.getElementById(focused)?.focus({preventScroll: true});
    const now = content.querySelector("header").dataset.said;
    if (now !== said) live.textContent = said = now;
  } finally {
    busy = false;
    if (again) { again = false; refresh(); }
  }
}
const events = new EventSource("/events");
events.addEventListener("open", () => { gone.hidden = true; refresh(); });
events.addEventListener("change", refresh);
events.addEventListener("error", () => { gone.hidden = false; });
})();
