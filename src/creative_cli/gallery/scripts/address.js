// The state of the page is the part of its URL after the #: people can share, bookmark and go back to it.
const KEYS = ["region", "country", "language", "audience", "product", "variant", "format", "status", "review"];

function readState() {
  const found = new URLSearchParams(location.hash.slice(1));
  const state = { q: found.get("q") ?? "", sort: found.get("sort") ?? "", ad: found.get("ad") ?? "", with: found.get("with") ?? "" };
  for (const key of KEYS) state[key] = new Set(found.getAll(key));
  return state;
}

function written(state) {
  const text = new URLSearchParams();
  for (const key of KEYS) for (const value of [...state[key]].sort()) text.append(key, value);
  for (const key of ["q", "sort", "ad", "with"]) if (state[key]) text.set(key, state[key]);
  return "#" + text;
}

// `quietly` replaces the history entry: a search must not add an entry per letter.
function go(change, quietly = false) {
  const hash = written({ ...readState(), ...change });
  if (hash === (location.hash || "#")) return;
  if (quietly) history.replaceState(null, "", hash);
  else history.pushState(null, "", hash);
  render();
}

const picked = (state) => KEYS.reduce((sum, key) => sum + state[key].size, 0);
