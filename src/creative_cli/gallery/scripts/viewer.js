// The viewer of one ad. It follows the URL; closing it returns the focus to the card.
const viewer = $("viewer");
const ROLES = ["kicker", "headline", "body", "cta", "disclaimer"];
const MADE_OF = { photo: "A photo from the brief", studio: "A studio scene", packshot: "The packshot in a scene", generated: "A generated picture" };
const WORDS = {
  brief: "Approved copy from the brief", source: "The message as it is", memory: "Translation memory",
  translated: "Translated in this run", pseudo: "Pseudo-copy for testing layouts", missing: "Not written yet: source copy",
};
let round = [];
let current = null;
let chosenZone = "";

function showViewer(path, other) {
  const index = byPath.get(path);
  if (index === undefined) {
    if (viewer.open) viewer.close();
    return;
  }
  const pair = [ads[index], peers(ads[index]).find((ad) => ad.locale === other)].filter(Boolean);
  if (!pair.every(isWhole)) {
    complete(pair).then(() => (pair.every(isWhole) ? render() : missing(new Error(shardOf(ads[index])))), missing);
    return;
  }
  if (!viewer.open) {
    round = sequence.includes(index) ? [...sequence] : ads.map((_, place) => place);
    viewer.showModal();
  }
  const moved = current !== index;
  current = index;
  fill(ads[index], peers(ads[index]).find((ad) => peerKey(ads[index], ad) === other));
  if (moved) {
    $("panel").scrollTop = 0;
    if (!viewer.contains(document.activeElement) || document.activeElement === $("comment") || document.activeElement.disabled) $("viewer-title").focus();
  }
}

// What an ad is compared with: its other variants, then the same variant in other markets.
const peerKey = (ad, one) => (one.variant === ad.variant ? one.locale : `variant ${one.variant}`);
const peers = (ad) => {
  const alike = ads.filter((one) => one !== ad && one.product === ad.product && one.format === ad.format && one.draft === ad.draft);
  const variants = alike.filter((one) => one.locale === ad.locale && one.variant !== ad.variant);
  return [...variants, ...alike.filter((one) => one.locale !== ad.locale && one.variant === ad.variant)];
};
const peerName = (ad, one) => (one.variant === ad.variant ? `${one.country_name} (${one.language})` : `Variant ${one.variant}`);

function fill(ad, other) {
  const place = round.indexOf(current);
  $("viewer-title").replaceChildren(isolated(ad.product_name), ", ", isolated(ad.country_name));
  $("viewer-place").textContent = `${ad.variant ? `Variant ${ad.variant} · ` : ""}${ad.format} · ${ad.language} · ${place + 1} of ${round.length}`;
  $("previous").disabled = place <= 0;
  $("next").disabled = place >= round.length - 1;
  fillComparison(ad, other);
  fillZones(ad);
  fillPlates(ad, other);
  fillReview(ad);
  fillCopy(ad, other);
  fillFindings(ad);
  fillFacts(ad);
}

function fillComparison(ad, other) {
  const options = peers(ad).map((one) => made("option", { value: peerKey(ad, one), selected: one === other }, peerName(ad, one)));
  $("with").replaceChildren(made("option", { value: "" }, options.length ? "No other market" : "There is no other market"), ...options);
  $("with").disabled = options.length === 0;
}

function fillZones(ad) {
  const zones = data.zones[ad.zones];
  const options = zones.map((zone) => made("option", { value: zone.channel, selected: zone.channel === chosenZone }, zone.channel));
  $("zone").replaceChildren(made("option", { value: "" }, options.length ? "Not shown" : "No channel has one"), ...options);
  $("zone").disabled = options.length === 0;
}

function fillPlates(ad, other) {
  const zoneOf = (one) => data.zones[one.zones].find((zone) => zone.channel === chosenZone);
  $("plates").replaceChildren(...[ad, other].filter(Boolean).map((one) => {
    const picture = made("img", { src: one.url, width: one.width, height: one.height, alt: described(one), lang: one.locale });
    const frame = made("div", { class: "frame" }, picture, overlayOf(one, $("boxes").checked, zoneOf(one)), pinsOf(one));
    frame.style.aspectRatio = `${one.width} / ${one.height}`;
    const variant = other && other.variant !== ad.variant ? [", ", isolated(`Variant ${one.variant}`)] : [];
    const caption = other ? [made("figcaption", {}, isolated(one.country_name), ", ", isolated(one.language), ...variant)] : [];
    return made("figure", { class: "plate", "data-path": one.path }, frame, ...caption, ...($("boxes").checked ? [keyTo(one)] : []));
  }));
  sizeLabels();
  const zone = zoneOf(ad);
  $("legend").hidden = !zone;
  $("legend").textContent = zone ? legendOf(ad, zone) : "";
}

const described = (ad) => ad.alt_text;

function fillReview(ad) {
  const review = reviewOf(ad), theirs = recorded.get(keyOf(ad));
  $("approve").setAttribute("aria-pressed", String(review?.verdict === "approved"));
  $("reject").setAttribute("aria-pressed", String(review?.verdict === "rejected"));
  if (document.activeElement !== $("comment") || $("comment").dataset.of !== ad.path) $("comment").value = review?.comment ?? "";
  $("comment").dataset.of = ad.path;
  const day = theirs?.at ? ` on ${theirs.at.slice(0, 10)}` : "";
  $("recorded").replaceChildren(...(theirs
    ? [`Recorded: ${theirs.verdict}${day}`, ...(theirs.reviewer ? [" by ", isolated(theirs.reviewer)] : []), ...(theirs.comment ? [" – ", isolated(theirs.comment)] : []), ".", ...(theirs.approved_by ? [" Approved by ", isolated(theirs.approved_by), "."] : [])]
    : [review?.comment && !review.verdict ? "A comment is exported with a verdict: approve or reject too." : ""]));
}

function wordsOf(columns) {
  const table = made("div", { class: columns.length === 1 ? "words alone" : "words" });
  for (const { name } of columns) table.append(made("div", { class: "name" }, isolated(name)));
  for (const role of ROLES) {
    if (!columns.some(({ copy }) => copy[role])) continue;
    for (const { copy, locale, direction } of columns) {
      table.append(made("div", { class: role, lang: locale, dir: direction }, made("span", { class: "unseen", lang: "en" }, `${capital(role)}: `), copy[role] ?? "–"));
    }
  }
  return table;
}

function fillCopy(ad, other) {
  const nameOf = (one) => (other && other.variant !== ad.variant ? `Variant ${one.variant}` : one.language);
  const columnOf = (one) => ({ name: nameOf(one), copy: one.copy, locale: one.locale, direction: one.direction });
  const original = data.originals[ad.original];
  const same = original && ROLES.every((role) => (original[role] ?? null) === (ad.copy[role] ?? null));
  const source = { name: `${data.source_language} (source)`, copy: original, locale: data.source_locale, direction: data.source_direction };
  if (other) $("copy").replaceChildren(wordsOf([columnOf(ad), columnOf(other)]));
  else if (original && !same) $("copy").replaceChildren(wordsOf([source, columnOf(ad)]));
  else $("copy").replaceChildren(wordsOf([columnOf(ad)]), made("p", { class: "hint" }, "The message of the brief, unchanged."));
}

function fillFindings(ad) {
  const remarks = ad.remarks.map((place) => data.remarks[place]);
  const of = (...statuses) => remarks.filter((remark) => statuses.includes(remark.status));
  const list = (some) => made("ul", {}, ...some.map((remark) => made("li", {},
    made("span", { class: `mark ${remark.status}` }, capital(remark.status)),
    made("div", {}, made("p", { dir: "auto" }, remark.message), made("small", {}, `${remark.check}${remark.code === "ok" ? "" : ` / ${remark.code}`}`)))));
  const fold = (some, what) => (some.length ? [made("details", {}, made("summary", {}, `${counted(some.length, "check")} ${what}`), list(some))] : []);
  const loud = of("error", "fail", "warn");
  const calm = made("p", { class: "clear" }, remarks.length ? "Nothing found." : "This ad has not been checked.");
  $("findings").replaceChildren(loud.length ? list(loud) : calm, ...fold(of("waived"), "waived"), ...fold(of("pass"), "passed"), ...fold(of("skip"), "not checked"));
}

function facts(list, pairs) {
  list.replaceChildren(...pairs.filter(([, value]) => value !== null && value !== "").flatMap(([name, value]) => [
    made("dt", {}, name), made("dd", {}, typeof value === "string" ? isolated(value) : value),
  ]));
}

function fillFacts(ad) {
  facts($("made"), [
    ["Picture", MADE_OF[ad.kind] ?? ad.kind],
    ["By", `${ad.provider}, ${ad.model}`],
    ["Seed", ad.seed],
    ["Cost", `$${ad.cost_usd.toFixed(ad.cost_usd && ad.cost_usd < 0.1 ? 4 : 2)} for this product’s picture`],
    ["Copy", WORDS[ad.copy_source] ?? ad.copy_source],
    ["Audience", ad.audience],
    ["State", ad.draft ? "Draft" : ""],
    ["Variant", ad.variant ?? ""],
    ["Differs in", (ad.differs_in ?? []).map((one) => `${one.field}: ${one.control || "none"} → ${one.variant || "none"}`).join("; ")],
  ]);
  const link = (href, text) => made("a", { href, target: "_blank", rel: "noopener" }, isolated(text));
  facts($("file"), [
    ["Name", link(ad.url, ad.path)],
    ["Editable", ad.editable && link(ad.editable, "PDF with live text")],
    ["Size", `${ad.width} × ${ad.height} px, ${(ad.bytes / 1000).toLocaleString("en", { maximumFractionDigits: ad.bytes < 10000 ? 1 : 0 })} kB`],
    ["SHA-256", made("span", { class: "sha" }, ad.sha256)],
  ]);
}

function step(by) {
  const index = round[round.indexOf(current) + by];
  if (index !== undefined) go({ ad: ads[index].path }, true);
}

function closed() {
  usePins(false);
  const last = current;
  current = null;
  if (readState().ad) go({ ad: "", with: "" });
  if (last !== null && sequence.includes(last)) standOn(last);
}

function judge(verdict) {
  toggle(ads[current], verdict);
  fillReview(ads[current]);
}

function buildViewer() {
  new ResizeObserver(sizeLabels).observe($("plates"));
  viewer.addEventListener("close", closed);
  viewer.addEventListener("click", (event) => { if (event.target === viewer) viewer.close(); });
  $("close").addEventListener("click", () => viewer.close());
  $("previous").addEventListener("click", () => step(-1));
  $("next").addEventListener("click", () => step(1));
  $("approve").addEventListener("click", () => judge("approved"));
  $("reject").addEventListener("click", () => judge("rejected"));
  $("comment").addEventListener("input", () => {
    const ad = ads[current], verdict = verdictOf(ad);
    decide(ad, verdict === "pending" ? "" : verdict, $("comment").value);
    fillReview(ad);
    document.querySelector(`.plate[data-path="${CSS.escape(ad.path)}"] .pins`)?.replaceWith(pinsOf(ad));
    sizeLabels();
  });
  // Without a pointer the pin goes to the middle, and its place is changed in the text.
  $("pin").addEventListener("click", (event) => (event.detail ? usePins(!pinning) : addPin(50, 50)));
  $("plates").addEventListener("click", placePin);
  const redraw = () => fillPlates(ads[current], peers(ads[current]).find((ad) => peerKey(ads[current], ad) === $("with").value));
  $("boxes").addEventListener("change", redraw);
  $("zone").addEventListener("change", () => {
    chosenZone = $("zone").value;
    redraw();
  });
  $("with").addEventListener("change", () => go({ with: $("with").value }));
}
