// What is drawn over a picture: where type was set and what is wrong with it, and what a channel covers.
const px = (number) => String(Math.round(number * 10) / 10);

function worstOf(ad, role) {
  const said = ad.remarks.map((place) => data.remarks[place]).filter((remark) => remark.role === role);
  return said.reduce((worst, remark) => (STATUSES.indexOf(remark.status) < STATUSES.indexOf(worst) ? remark.status : worst), "pass");
}

function overlayOf(ad, withBoxes, zone) {
  const layer = drawn("svg", { viewBox: `0 0 ${ad.width} ${ad.height}`, "aria-hidden": "true" });
  if (zone) {
    const { x, y, width, height } = zone;
    const rim = { x, y, width, height };
    const hole = `M0 0H${ad.width}V${ad.height}H0ZM${x} ${y}V${y + height}H${x + width}V${y}Z`;
    layer.append(drawn("g", { class: "zone" },
      drawn("path", { d: hole, "fill-rule": "evenodd" }), drawn("rect", { ...rim, class: "under" }), drawn("rect", rim)));
  }
  if (withBoxes) for (const block of ad.layout) layer.append(boxOf(ad, block));
  return layer;
}

function boxOf(ad, block) {
  const { x, y, width, height } = block;
  const size = Math.max(ad.width, ad.height) / 52;
  // The name stands above the box, or under the lowest; at the far side it ends where the box ends.
  const above = y > size * 1.6 && block.role !== "disclaimer";
  const far = x > ad.width / 2;
  const label = drawn("text", {
    x: far ? x + width : x, "text-anchor": far ? "end" : "start", y: px(above ? y - size * 0.45 : y + height + size * 1.1), "font-size": px(size), "stroke-width": px(size / 4),
  }, `${block.role} ${px(block.font_px)} px${block.overflow ? ", does not fit" : ""}`);
  const rim = { x, y, width, height };
  return drawn("g", { class: `box ${worstOf(ad, block.role)}` },
    drawn("rect", { ...rim, class: "under" }), drawn("rect", rim), label);
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
  const verdict = roles.length ? `Outside: ${roles.join(", ")}.` : "All type is inside.";
  return `${zone.channel}: what is red may lie under the channel’s own buttons and captions. ${verdict}`;
}
