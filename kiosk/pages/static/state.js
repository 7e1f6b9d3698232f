/* What the page knows: the agent's last answer, and this one visit. A visit is wiped as a whole. */
import { texts } from "./dom.js";

const fresh = () => ({
  lang: "vi",
  large: false,
  contrast: false,
  low: false,
  path: [{ name: "home" }],
  purpose: "submit",
  query: "",
  method: "telex",
  matters: [],
  ticked: new Set(),
  unfolded: false,
  priority: null,
  ticket: null,
  code: "",
  card: null,
  found: null,
  dossiers: [],
  appointment: null,
  booking: null,
  returned: null,
  list: null,
});

export const visit = fresh();
export const known = { state: null, fields: [], frequent: [], catalogue: undefined, away: false };

export function wipe() {
  Object.assign(visit, fresh());
}

/* Whether anything of this visit is left to be wiped. */
export function untouched() {
  const { lang, large, contrast, low, path } = visit;
  return lang === "vi" && !large && !contrast && !low && path.length === 1 && path[0].name === "home";
}

export function here() {
  return visit.path.at(-1);
}

/* A text of the catalogue, its {placeholders} filled. */
export function t(key, values = {}) {
  const text = texts[visit.lang][key] ?? texts.vi[key];
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

export function has(key) {
  return key in texts.vi;
}

/* The text of a value that comes in both languages. */
export function of(both) {
  return both ? both[visit.lang] : "";
}

export function queue(ident) {
  return known.state?.queues[ident] ?? null;
}

/* Whether numbers can be had at all now. */
export function open() {
  return known.state.centre.open && !known.state.centre.emergency;
}
