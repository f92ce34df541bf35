// Overlays on a picture: text boxes with their findings, and the area that a channel covers.
const px = (number) => String(Math.round(number * 10) / 10);

// The worst status of a role's findings; for an empty role, of those on the whole ad.
function worstOf(ad, role) {
  const said = ad.remarks.map((place) => data.remarks[place]).filter((remark) => remark.role === role);
  return said.reduce((worst, remark) => (STATUSES.indexOf(remark.status) < STATUSES.indexOf(worst) ? remark.status : worst), "pass");
}

const isTrouble = (status) => STATUSES.indexOf(status) <= STATUSES.indexOf("warn");

function overlayOf(ad, withBoxes, zone) {
  const layer = drawn("svg", { viewBox: `0 0 ${ad.width} ${ad.height}`, "aria-hidden": "true" });
  if (zone) {
    const { x, y, width, height } = zone;
    const rim = { x, y, width, height };
    const hole = `M0 0H${ad.width}V${ad.height}H0ZM${x} ${y}V${y + height}H${x + width}V${y}Z`;
    layer.append(drawn("g", { class: "zone" },
      drawn("path", { d: hole, "fill-rule": "evenodd" }), drawn("rect", { ...rim, class: "under" }), drawn("rect", rim)));
  }
  if (withBoxes) {
    const whole = worstOf(ad, "");
    if (isTrouble(whole)) layer.append(drawn("rect", { class: `whole ${whole}`, width: ad.width, height: ad.height }));
    ad.layout.forEach((block, place) => layer.append(boxOf(ad, block, place + 1)));
  }
  return layer;
}

// A box has only a number beside it, which leaves the text readable; the legend below the picture explains it.
function boxOf(ad, block, number) {
  const { x, y, width, height } = block;
  const far = x + width / 2 > ad.width / 2;
  const label = drawn("text", { x: far ? x + width : x, y, dx: far ? ".4em" : "-.4em", dy: ".85em", "text-anchor": far ? "start" : "end" }, number);
  const rim = { x, y, width, height };
  return drawn("g", { class: `box ${worstOf(ad, block.role)}` },
    drawn("rect", { ...rim, class: "under" }), drawn("rect", rim), label);
}

// Numbers keep their size on the screen: file px per screen px.
function sizeLabels() {
  for (const layer of document.querySelectorAll(".frame svg")) {
    const { width, height } = layer.viewBox.baseVal, shownAt = layer.getBoundingClientRect();
    if (shownAt.width) layer.style.setProperty("--unit", `${Math.max(width / shownAt.width, height / shownAt.height)}px`);
  }
}

function keyTo(ad) {
  const entries = ad.layout.map((block, place) => {
    const worst = worstOf(ad, block.role);
    const said = `${block.role}, ${px(block.font_px)} px${block.overflow ? ", does not fit" : ""}`;
    return made("li", {}, made("b", { "aria-hidden": "true" }, String(place + 1)), ` ${said} `, ...(isTrouble(worst) ? [made("span", { class: `mark ${worst}` }, capital(worst))] : []));
  });
  const whole = worstOf(ad, "");
  if (isTrouble(whole)) entries.push(made("li", {}, "whole ad ", made("span", { class: `mark ${whole}` }, capital(whole))));
  return made("ol", { class: "key", "aria-label": `Layout: ${ad.country_name}` }, ...entries);
}

function outside(ad, zone) {
  const slack = 0.5;
  return ad.layout.filter((block) =>
    block.x < zone.x - slack || block.y < zone.y - slack ||
    block.x + block.width > zone.x + zone.width + slack || block.y + block.height > zone.y + zone.height + slack,
  ).map((block) => block.role);
}

function legendOf(ad, zone) {
  const roles = outside(ad, zone);
  const verdict = roles.length ? `Outside: ${roles.join(", ")}.` : "All text is inside.";
  return `${zone.channel}: what is red may lie under the channel’s own buttons and captions. ${verdict}`;
}
