/* What the page knows: the agent's last answer, and this one visit. A visit is wiped as a whole. */
import { texts } from "../parts/page_data.js";

/** @returns {Kiosk.Visit} */
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

/** @type {{state: Agent.State | null, fields: Agent.Field[], frequent: Agent.Procedure[], byField: Agent.Fields["by_field"], catalogue: string | null | undefined, away: boolean}} */
export const known = { state: null, fields: [], frequent: [], byField: [], catalogue: undefined, away: false };

/** The agent's last answer. Nothing is drawn before there is one. */
export function told() {
  if (!known.state) throw new Error("the agent has not answered yet");
  return known.state;
}

export function wipe() {
  Object.assign(visit, fresh());
}

/* Whether anything of this visit is left to be wiped. */
export function untouched() {
  const { lang, large, contrast, low, path } = visit;
  return lang === "vi" && !large && !contrast && !low && path.length === 1 && path[0].name === "home";
}

/** The step of the path that is shown. */
export function here() {
  return visit.path[visit.path.length - 1];
}

/** A text of the catalogue, its {placeholders} filled.
 * @param {string} key
 * @param {Record<string, string | number | undefined>} values */
export function t(key, values = {}) {
  const text = texts[visit.lang][key] ?? texts.vi[key];
  return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

/** @param {string} key */
export function has(key) {
  return key in texts.vi;
}

/** The text of a value that comes in both languages.
 * @param {Wire.InBothLanguages | null | undefined} both */
export function of(both) {
  return both ? both[visit.lang] : "";
}

/** @param {string | null | undefined} ident */
export function queue(ident) {
  return (ident && known.state?.queues[ident]) || null;
}

/* Whether numbers can be had at all now. */
export function open() {
  const { centre } = told();
  return centre.open && !centre.emergency;
}
