// Comments on a place: a line of the comment that begins with (x %, y %) of the picture is drawn there as a numbered pin.
// The place is part of the text, so that it survives export, import and reports as it is.
const PIN = /^\((\d{1,3}) %, (\d{1,3}) %\)/gm;
let pinning = false;

const pinsIn = (comment) => [...(comment ?? "").matchAll(PIN)].map(([, x, y]) => [Number(x), Number(y)]).filter(([x, y]) => x <= 100 && y <= 100);

function pinsOf(ad) {
  const layer = drawn("svg", { viewBox: `0 0 ${ad.width} ${ad.height}`, class: "pins", "aria-hidden": "true" });
  pinsIn(reviewOf(ad)?.comment).forEach(([x, y], place) => {
    const at = { x: (x / 100) * ad.width, y: (y / 100) * ad.height };
    layer.append(drawn("g", { class: "pin" }, drawn("circle", { cx: at.x, cy: at.y }), drawn("text", { ...at, dy: ".35em", "text-anchor": "middle" }, place + 1)));
  });
  return layer;
}

function usePins(on) {
  pinning = on;
  $("pin").setAttribute("aria-pressed", String(on));
  $("plates").classList.toggle("pinning", on);
  if (on) announce("Click the place in the picture.");
}

// The picture is shown whole inside its frame: the click is a place in it, not in the frame.
function placePin(event) {
  const picture = event.target.closest(".frame")?.querySelector("img");
  if (!pinning || !picture) return;
  const ad = ads[byPath.get(picture.closest(".plate").dataset.path)];
  if (ad !== ads[current]) return;
  const shownAt = picture.getBoundingClientRect(), scale = Math.min(shownAt.width / ad.width, shownAt.height / ad.height);
  const part = (from, start, size, whole) => Math.round((100 * (from - start - (size - whole * scale) / 2)) / (whole * scale));
  const x = part(event.clientX, shownAt.left, shownAt.width, ad.width), y = part(event.clientY, shownAt.top, shownAt.height, ad.height);
  if (x < 0 || y < 0 || x > 100 || y > 100) return;
  usePins(false);
  addPin(x, y);
}

function addPin(x, y) {
  const field = $("comment"), text = field.value.trimEnd();
  field.value = `${text}${text ? "\n" : ""}(${x} %, ${y} %) `;
  field.dispatchEvent(new Event("input"));
  field.focus();
  field.setSelectionRange(field.value.length, field.value.length);
}
