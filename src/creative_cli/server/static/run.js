// A run as it goes on: its events come from the server until it has ended.
import { $, counted, dollars, isolated, made, titled } from "./dom.js";
import { load, send } from "./server.js";

const MOST_LINES = 400, PASSING = new Set(["pass", "skip"]);
const run = $("run").dataset.run, address = `/api/v1/runs/${encodeURIComponent(run)}`;
const tally = { pictures: 0, planned: 0, made: 0, failed: 0, warnings: 0, cost: 0 };
// What the server has counted already: its events come again from the first, and the page does not count from nothing.
const before = { made: 0, failed: 0, cost: 0 };
let campaign = "", going = true, replayed = false;

const STATUS = {
  queued: "Waiting for its turn.", running: "Ads are being made.", finished: "Finished.", refused: "Not begun.",
  interrupted: "Stopped before the end. What is finished is kept; the same brief goes on from there.",
};

function note(kind, ...words) {
  $("log").prepend(made("li", {}, ...(kind ? [made("span", { class: `mark ${kind}` }, kind), " "] : []), ...words));
  while ($("log").children.length > MOST_LINES) $("log").lastElementChild.remove();
}

function show() {
  const [finished, failed, cost] = ["made", "failed", "cost"].map((key) => Math.max(tally[key], before[key]));
  if (!tally.planned && !finished) return; // it has not begun: a bar that says nothing
  const done = finished + failed;
  $("bar").max = Math.max(tally.planned, 1);
  $("bar").value = done;
  $("bar").textContent = `${done} of ${tally.planned}`;
  const events = going || replayed; // what only they say of a run that has ended is there when all have come
  const parts = [[`${finished} of ${tally.planned}`, "ads"], [failed, "failed"], [dollars(cost), "spent"]];
  if (events) {
    parts.unshift([tally.pictures, "key visuals"]);
    parts.splice(2, 0, [tally.warnings, "ads with findings"]);
  }
  $("stages").replaceChildren(...parts.map(([number, name]) => made("li", {}, made("b", {}, String(number)), made("span", {}, name))));
}

function name(standing) {
  if (standing.campaign) {
    campaign = standing.campaign;
    $("run-title").replaceChildren(isolated(titled(campaign)));
    $("to-campaign").href = `/campaigns/${encodeURIComponent(campaign)}/`;
  }
  if (standing.planned) tally.planned = standing.planned;
  const figures = standing.row?.figures;
  if (figures) Object.assign(before, { made: figures.made + figures.cached, failed: figures.failed, cost: figures.cost_usd });
  going = ["queued", "running"].includes(standing.status);
  $("run-lead").textContent = STATUS[standing.status] ?? standing.status;
  $("cancel").hidden = !standing.order || !going;
}

const READERS = {
  RunStarted: (one) => { if (going) name({ campaign: one.campaign, planned: one.assets, status: "running", order: true }); note("", `Begun: ${counted(one.assets, "ad")} of ${counted(one.products, "product")}.`); },
  HeroMade: (one) => { tally.pictures += 1; tally.cost += one.cached ? 0 : one.cost_usd; note("", "Picture of ", isolated(one.product), ` by ${one.provider}${one.cached ? ", kept from before" : ""}.`); },
  AssetStored: (one) => {
    tally.made += 1;
    const status = one.asset.status.toLowerCase();
    if (!PASSING.has(status)) tally.warnings += 1;
    note(PASSING.has(status) ? "" : status, isolated(one.asset.path));
    for (const found of one.asset.findings) {
      if (!PASSING.has(found.status.toLowerCase())) $("log").firstElementChild.append(made("p", { class: "muted", dir: "auto" }, found.message));
    }
  },
  AssetFailed: (one) => { tally.failed += 1; note("fail", isolated(`${one.product} ${one.locale} ${one.ratio}`), ": ", made("bdi", {}, one.message)); },
  AssetLeftOut: (one) => note("skip", isolated(`${one.product} ${one.locale} ${one.ratio}`), ": ", made("bdi", {}, one.message)),
  ProviderPassedOver: (one) => note("warn", isolated(one.provider), ": ", made("bdi", {}, one.message)),
  AttemptEnded: (one) => { if (one.outcome !== "ok" && one.message) note("warn", isolated(one.provider), ": ", made("bdi", {}, one.message)); },
};

function end(standing) {
  replayed = true;
  name(standing);
  $("cancel").hidden = true;
  const error = standing.end;
  if (standing.status === "finished" || tally.made > 0) $("to-campaign").hidden = !campaign;
  if (error?.sentence) {
    const words = [error.sentence, error.hint].filter(Boolean).join(" ");
    $("run-lead").textContent = words;
    note("fail", made("bdi", {}, words));
    for (const one of error.problems ?? []) note("fail", made("bdi", {}, one.message));
  } else if (standing.status === "finished") {
    const troubles = [tally.warnings && `${tally.warnings} with findings`, tally.failed && `${tally.failed} failed`].filter(Boolean);
    $("run-lead").textContent = `Finished: ${counted(tally.made, "ad")}, ${troubles.length ? troubles.join(", ") : "and every check passed"}.`;
    document.title = `Finished – ${campaign} – creative`;
  }
  show();
}

async function start() {
  name(await load(address));
  show();
  const events = new EventSource(`${address}/events`);
  for (const [type, read] of Object.entries(READERS)) {
    events.addEventListener(type, (event) => { read(JSON.parse(event.data)); show(); });
  }
  events.addEventListener("end", (event) => {
    events.close();
    end(JSON.parse(event.data));
  });
  events.addEventListener("error", () => { if (events.readyState === EventSource.CONNECTING) $("run-lead").textContent = "The server does not answer; asking again…"; });
  $("cancel").addEventListener("click", async () => {
    $("cancel").disabled = true;
    $("run-lead").textContent = "Stopping: what is finished is kept…";
    await send("POST", `${address}/cancel`, {}).catch((error) => { $("run-lead").textContent = error.message; });
  });
}

start().catch((error) => { $("run-lead").textContent = error.message; });
