/* The twelve fields, and the procedures of one. */
import { get } from "../../api.js";
import { each, html } from "/assets/parts/draw.js";
import { go, repaint } from "../../visit/navigation.js";
import { band, chip, down, left, present, procedureRow, title, up } from "../../parts/parts.js";
import { here, known, queue, t, visit } from "../../visit/state.js";
import { choose } from "./choosing.js";

/** @returns {Kiosk.Screen} */
export function fields() {
  const forQueue = known.byField.some((purpose) => purpose === visit.purpose);
  const heading = forQueue ? t(visit.purpose === "collect" ? "fields.title_collect" : "fields.title_supplement") : t("fields.title");
  const shown = known.fields.filter((one) => !forQueue || one.queue);
  /** @param {Agent.Field} one */
  const about = (one) => present([forQueue ? null : t("fields.count", { count: one.procedures }), remaining(queue(one.queue))]).join(" · ");
  /** @param {Agent.Field} one */
  const press = (one) => () => (forQueue ? go("confirm", { queue: one.queue }) : go("field", { field: one.id }));
  /** @param {Agent.Field} one */
  const tile = (one) => html`<button class="field-tile" type="button" data-key=${`field-${one.id}`} @click=${press(one)}>
    ${chip(one)}<span><strong lang="vi">${one.name}</strong>${about(one) ? html`<span>${about(one)}</span>` : null}</span>
  </button>`;
  return {
    blocks: [
      up(title(heading, visit.purpose === "collect" ? t("fields.lead_collect") : t("fields.lead"))),
      up(shown.length ? null : band("notice", "info", t("fields.empty"))),
      down(html`<div class="pairs">${each(shown, ({ id }) => id, tile)}</div>`),
    ],
  };
}

/** @param {Agent.Queue | null} row */
function remaining(row) {
  if (row?.full) return t("quota.none");
  return left(row);
}

/** @type {Map<string, Agent.Procedure[]>} */
const lists = new Map();

/** @returns {Kiosk.Screen} */
export function field() {
  const { field: ident = "" } = here();
  const known_ = known.fields.find((one) => one.id === ident);
  const listed = lists.get(`${known.catalogue}/${ident}`);
  if (!listed) load(ident);
  return {
    blocks: [
      up(html`<div class="title"><h1 tabindex="-1" lang="vi">${known_ ? chip(known_) : null} ${known_?.name ?? ""}</h1><p class="lead">${t("field.lead")}</p></div>`),
      down(html`<div class="results">${each(listed ?? [], ({ id }) => id, (item) => procedureRow(item, { press: () => choose(item) }))}</div>`),
    ],
  };
}

/** @param {string} ident */
async function load(ident) {
  /** @type {Agent.Found | null} */
  const found = await get(`/local/search?limit=100&field=${encodeURIComponent(ident)}`).catch(() => null);
  if (!found) return;
  lists.set(`${known.catalogue}/${ident}`, found.items);
  repaint();
}
