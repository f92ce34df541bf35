// The keyboard. Letters apply to the focused or open ad and can be disabled (WCAG 2.2, 2.1.4).
const LETTERS = "creative.letters";
const MOVES = new Set(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"]);

function isTyping(target) {
  return target.matches("textarea, select, input:not([type=checkbox])");
}

function inSheet(event) {
  const link = event.target.closest?.(".card a");
  if (!link) return false;
  if (MOVES.has(event.key)) {
    const index = beside(event.key);
    if (index !== undefined) standOn(index);
    return true;
  }
  if (!$("letters").checked) return false;
  const verdict = { a: "approved", r: "rejected" }[event.key.toLowerCase()];
  if (verdict) judgeInSheet(verdict);
  else if (event.key.toLowerCase() === "c") {
    go({ ad: ads[standing].path });
    $("comment").focus();
  } else return false;
  return true;
}

// If the grid is filtered or sorted by review, a verdict may move the card: focus the next one.
function judgeInSheet(verdict) {
  const next = beside("ArrowRight") ?? beside("ArrowLeft");
  const judged = standing;
  toggle(ads[judged], verdict);
  shown = null;
  render();
  standOn(sequence.includes(judged) && !readState().review.size ? judged : sequence.includes(next) ? next : standing);
}

function inViewer(event) {
  if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
    step(event.key === "ArrowLeft" ? -1 : 1);
    return true;
  }
  if (!$("letters").checked) return false;
  switch (event.key.toLowerCase()) {
    case "a": judge("approved"); return true;
    case "r": judge("rejected"); return true;
    case "c": $("comment").focus(); return true;
    case "l": $("boxes").click(); return true;
    case "p": $("pin").click(); return true;
    default: return false;
  }
}

function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target)) return;
  if ($("help").open) return;
  const single = $("letters").checked;
  let done = false;
  if (single && event.key === "?") {
    $("help").showModal();
    done = true;
  } else if (viewer.open) done = inViewer(event);
  else if (single && event.key === "/") {
    $("search").focus();
    done = true;
  } else if (event.key === "Escape" && $("filters").classList.contains("open")) {
    sheet(false);
    done = true;
  } else if (event.key === "Escape" && event.target.closest?.("#filters") && sequence.length) {
    standOn(standing);
    done = true;
  } else if (single && event.key.toLowerCase() === "f") {
    toFilters();
    done = true;
  } else if (single && event.key.toLowerCase() === "e") {
    exportReviews();
    done = true;
  } else done = inSheet(event);
  if (done) event.preventDefault();
}

// With dozens of markets, Tab alone takes too long to reach the filters.
function toFilters() {
  if ($("filters-open").checkVisibility()) sheet(true);
  document.querySelector("#facets input:not(:disabled)")?.focus();
}

function sheet(open) {
  $("filters").classList.toggle("open", open);
  $("filters-open").setAttribute("aria-expanded", String(open));
  for (const other of [$("ads"), document.querySelector(".top")]) other.inert = open;
  (open ? $("filters-close") : $("filters-open")).focus();
}

function buildKeys() {
  $("letters").checked = recall(LETTERS) !== "off";
  $("letters").addEventListener("change", () => keep(LETTERS, $("letters").checked ? "on" : "off"));
  document.addEventListener("keydown", pressed);
  $("help-open").addEventListener("click", () => $("help").showModal());
  $("help-close").addEventListener("click", () => $("help").close());
  $("filters-open").addEventListener("click", () => sheet(true));
  $("filters-close").addEventListener("click", () => sheet(false));
}
