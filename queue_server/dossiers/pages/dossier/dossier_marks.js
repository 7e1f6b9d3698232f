/* How a dossier reads in lists and on its page: status, due date, presence. */

import { byId, h, messages } from "/assets/page.js";
import { momentOf } from "/assets/parts/dates.js";
import { icon } from "/assets/parts/icon.js";

const t = messages();

/** A status in the page's language.
 * @param {number} status */
export function statusName(status) {
  return t(`known.status.${status}`);
}

/** The status as a chip.
 * @param {Pick<Wire.Dossier, "status" | "standing">} dossier */
export function statusChip({ status, standing }) {
  return h("span", { class: "chip", dataset: { standing } }, statusName(status));
}

/** Late or due soon, as an icon with a word; null where neither.
 * @param {Pick<Wire.Dossier, "overdue" | "due_soon">} dossier */
export function urgency(dossier) {
  if (dossier.overdue) return h("span", { class: "overdue" }, icon("triangle-alert"), t("work.late"));
  if (dossier.due_soon) return h("span", { class: "soon" }, icon("clock-alert"), t("work.soon"));
  return null;
}

/** The due date with its mark.
 * @param {Pick<Wire.Dossier, "due_at" | "overdue" | "due_soon">} dossier */
export function due(dossier) {
  return [h("span", {}, dossier.due_at ? momentOf(dossier.due_at) : t("dossier.not_published")), urgency(dossier)];
}

/** Who else has it open; empty where nobody.
 * @param {string[] | undefined} names
 * @param {string} me */
export function openBy(names, me) {
  const others = (names ?? []).filter((name) => name !== me);
  return others.length ? h("span", { class: "open-by" }, icon("eye"), t("work.open_by", { names: others.join(", ") })) : null;
}

/** What it is about: its procedure, else the outside system that it lies in.
 * @param {Pick<Wire.Dossier, "procedure_name" | "external">} dossier */
export function matterOf(dossier) {
  return dossier.procedure_name ?? dossier.external?.system ?? "";
}

/** The dossier's page.
 * @param {string} code */
export function pageOf(code) {
  return `/dossiers/${encodeURIComponent(code)}`;
}

/** A place in words; null is the centre.
 * @param {string | null} place */
export function placeName(place) {
  return place ?? t("work.centre");
}

/** The sign of the connection in the page's top bar.
 * @param {import("/assets/link.js").Status} status
 * @param {Date} since */
export function showLink(status, since) {
  const link = byId("link");
  const live = status === "connected";
  link.dataset.state = live ? "live" : "lost";
  const time = since.toTimeString().slice(0, 5);
  byId("link-text").textContent = t(live ? "nav.live" : "nav.lost", { time });
}
