// The runs that wait or go on, above the campaigns.
import { $, isolated, made, titled } from "./dom.js";
import { load } from "./server.js";

const { runs } = await load("/api/v1/runs");
const now = runs.filter((run) => ["queued", "running", "interrupted"].includes(run.status)).slice(0, 6);
$("runs").replaceChildren(...now.map((run) => made("li", {}, made("a", { href: `/runs/${encodeURIComponent(run.id)}` }, isolated(titled(run.campaign ?? "A new campaign"))), made("span", {}, run.status))));
$("runs-now").hidden = now.length === 0;
