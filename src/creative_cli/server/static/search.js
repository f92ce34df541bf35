// Search in finished ads: by words, or by a picture that is not kept.
import { $, counted, isolated, made, titled } from "./dom.js";
import { ask, load } from "./server.js";

const MOST = 24;
// An ad's place in its campaign, from the address of its file.
const placeOf = (address) => address.split("/files/")[1].split("/").map(decodeURIComponent).join("/");
let asked = 0;

const cardOf = ({ campaign, path, locale, headline, product, score, status }) => made("li", {},
  made("a", { class: "well", href: `/campaigns/${encodeURIComponent(campaign)}/#ad=${encodeURIComponent(path)}` },
    made("img", { src: `/campaigns/${encodeURIComponent(campaign)}/${path.split("/").map(encodeURIComponent).join("/")}`, alt: `${headline}. ${product}, ${locale}`, loading: "lazy", decoding: "async" })),
  made("div", { class: "about" },
    made("b", { dir: "auto", lang: locale }, headline),
    made("span", { class: "muted" }, isolated(product), " · ", isolated(locale)),
    made("span", { class: "row" }, made("span", { class: "muted" }, score), ...(["pass", "skip"].includes(status) ? [] : [made("span", { class: `mark ${status}` }, status)]))));

const percent = (share) => `${Math.round(100 * share)} %`;

function showFound(groups, nothing) {
  $("results").replaceChildren(...groups.map(({ title, note, cards }) => made("section", {}, made("h2", { class: "grid-title" }, isolated(title), ...(note ? [" ", made("span", { class: "muted small" }, note)] : [])), made("ul", { class: "found" }, ...cards.map(cardOf)))));
  const total = groups.reduce((sum, group) => sum + group.cards.length, 0);
  $("search-status").textContent = total ? counted(total, "ad") : nothing;
}

async function search(work) {
  const mine = (asked += 1);
  $("search-status").textContent = "Searching…";
  try {
    const show = await work();
    if (mine === asked) show();
  } catch (error) {
    if (mine !== asked) return;
    $("results").replaceChildren();
    $("search-status").textContent = error.message;
  }
}

function byWords(words) {
  history.replaceState(null, "", `/search?q=${encodeURIComponent(words)}`);
  return search(async () => {
    const { campaigns } = await load(`/api/v1/search?q=${encodeURIComponent(words)}&limit=${MOST}`);
    return () => showFound(campaigns.map((one) => ({
      title: titled(one.campaign),
      note: one.close ? "" : "not close",
      cards: one.documents.flatMap((found) => found.pictures.slice(0, 3).map((picture) => ({
        campaign: one.campaign, path: placeOf(picture.path), locale: found.locale, headline: found.headline, product: found.product_name, score: `${percent(found.similarity)} alike`, status: picture.status.toLowerCase(),
      }))),
    })), "Nothing like it has been made yet.");
  });
}

function byPicture(file) {
  const form = new FormData();
  form.append("picture", file);
  return search(async () => {
    const { pictures } = await (await ask("POST", `/api/v1/search/picture?limit=${MOST}`, { body: form })).json();
    return () => showFound(pictures.length ? [{
      title: `Ads like ${file.name}`,
      cards: pictures.map((one) => ({ campaign: one.campaign, path: placeOf(one.path), locale: one.locale, headline: one.headline, product: one.product_name, score: one.close ? "the same picture" : "similar", status: one.status.toLowerCase() })),
    }] : [], "No ad looks like this picture.");
  });
}

$("search-form").addEventListener("submit", (event) => {
  event.preventDefault();
  const words = $("words").value.trim();
  if (words) byWords(words);
});
$("picture").addEventListener("change", () => { if ($("picture").files[0]) byPicture($("picture").files[0]); });

const first = new URLSearchParams(location.search).get("q");
if (first) {
  $("words").value = first;
  byWords(first);
}
