/* What this person can do with the dossier now, as buttons: the one that is next, and the others. The server has the last
   word on every one of them. */

import { api, h, messages, Problem } from "/assets/page.js";
import { labelled, refuse } from "/assets/parts/fields.js";
import { toast } from "/assets/parts/toast.js";
import { each, html, nothing } from "/assets/parts/draw.js";
import { openCorrection } from "./dossier_correct.js";
import { openForm } from "./dossier_dialog.js";
import { placeName } from "./dossier_marks.js";
import { longest } from "/assets/longest.js";

const t = messages();
/** @typedef {{person: Wire.Session, departments: Wire.Departments, saved: (dossier: Wire.Dossier) => void}} Context */

/** The names of the buttons, in the order in which the server names the deeds; a dossier is taken on, or given to another.
 * @param {Wire.Dossier} dossier */
function buttonsFor(dossier) {
  return dossier.allowed.flatMap((deed) => (deed === "assign" ? ["assign", "assign-other"] : [deed]));
}

/** The card with the buttons.
 * @param {Wire.Dossier} dossier
 * @param {Context} context */
export function deedsCard(dossier, context) {
  const deeds = buttonsFor(dossier);
  const done = dossier.standing === "returned" || dossier.anonymised_at;
  const none = html`<p class="quiet">${done ? t("case.nothing_to_do") : t("case.elsewhere", { place: placeName(dossier.department) })}</p>`;
  /** @param {string} deed
   * @param {number} index */
  const button = (deed, index) =>
    html`<button type="button" class=${index === 0 && dossier.next ? "primary" : nothing} data-deed=${deed} @click=${() => start(deed, dossier, context)}>${words(deed, dossier, context.person)}</button>`;
  return html`<section class="card deeds" aria-label=${t("case.deeds")}>${deeds.length ? each(deeds, (deed) => deed, button) : none}</section>`;
}

/** @param {string} deed
 * @param {Wire.Dossier} dossier
 * @param {Wire.Session} person */
function words(deed, dossier, person) {
  if (deed === "assign-other") return t("case.give_to_other");
  if (deed !== "assign") return t(`known.move.${deed}`);
  return dossier.assigned_to === person.name ? t("case.give_up") : t("case.take");
}

/** @param {string} deed
 * @param {Wire.Dossier} dossier
 * @param {Context} context */
function start(deed, dossier, context) {
  if (deed === "correct") return openCorrection(dossier, context.saved);
  if (deed === "assign") return assign(dossier, context);
  if (deed === "assign-other") return assignOther(dossier, context);
  if (deed === "extend") return extend(dossier, context);
  return move(deed, dossier, context);
}

/** Taking a dossier on needs no words: one press, unless somebody was faster.
 * @param {Wire.Dossier} dossier
 * @param {Context} context */
async function assign(dossier, { person, saved }) {
  const to = dossier.assigned_to === person.name ? null : person.name;
  try {
    saved(await api("POST", `/api/v1/dossiers/${encodeURIComponent(dossier.code)}/assign`, { to, version: dossier.version }));
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    toast(problem.title, { danger: true });
  }
}

/** To one of those who work where it lies.
 * @param {Wire.Dossier} dossier
 * @param {Context} context */
async function assignOther(dossier, { person, saved }) {
  /** @type {Wire.Colleagues} */
  const { items } = await api("GET", `/api/v1/dossiers/${encodeURIComponent(dossier.code)}/colleagues`);
  const others = items.filter((name) => name !== person.name && name !== dossier.assigned_to);
  if (!others.length) {
    toast(t("case.no_colleague"), { danger: true });
    return;
  }
  const to = h("select", {}, others.map((name) => h("option", { value: name }, name)));
  const note = noteField("assign", dossier);
  openForm(dossier, {
    title: t("case.give_to_other"),
    verb: t("case.give_to_other"),
    content: [labelled(t("case.give_to"), to), note.element],
    saved,
    send: (known) => ["assign", { to: to.value, version: known.version, ...(note.input.value.trim() ? { note: note.input.value.trim() } : {}) }],
  });
}

/** The officer's words: a reason where the server asks for one, else a note.
 * @param {string} deed
 * @param {Wire.Dossier} dossier */
function noteField(deed, dossier) {
  const needed = dossier.needs_reason.includes(deed);
  const input = h("textarea", { rows: needed ? 4 : 2, maxlength: longest.DossierMove.note });
  const label = deed === "request-supplement" ? "case.asked" : needed ? "case.reason" : "case.note";
  return { input, needed, element: labelled(t(label), input) };
}

/** @param {string} deed
 * @param {Wire.Dossier} dossier
 * @param {Context} context */
function move(deed, dossier, { departments, saved }) {
  const note = noteField(deed, dossier);
  const place = deed === "forward" || deed === "hand-over" ? placeChoice(deed, dossier, departments) : null;
  const promise = deed === "accept" && !dossier.due_at ? dateFields() : null;
  openForm(dossier, {
    title: t(`known.move.${deed}`),
    verb: t(`known.move.${deed}`),
    danger: dossier.ends.includes(deed),
    content: [place && labelled(t("case.to"), place), promise?.element, note.element],
    saved,
    send: (known) => {
      /** @type {Record<string, unknown>} */
      const body = { version: known.version };
      const text = note.input.value.trim();
      if (text) body.note = text;
      else if (note.needed) refuse(t("case.missing_reason"), note.input);
      if (deed === "hand-over") body.to = place?.value || null;
      else if (place?.value) body.to = place.value;
      const promised = promise?.value();
      if (promised) body.due_at = promised;
      return [deed, body];
    },
  });
}

/** @param {string} deed
 * @param {Wire.Dossier} dossier
 * @param {Wire.Departments} departments */
function placeChoice(deed, dossier, departments) {
  const places = departments.map((one) => one.name).filter((name) => deed === "forward" || name !== dossier.department);
  const first = deed === "forward" ? ["", t("case.to_own")] : dossier.department === null ? null : ["", placeName(null)];
  return h("select", {}, first && h("option", { value: first[0] }, first[1]), places.map((name) => h("option", { value: name }, name)));
}

function dateFields() {
  const day = h("input", { type: "date" });
  const time = h("input", { type: "time" });
  // A day alone ends when the office closes, which the server knows.
  return {
    day,
    element: h("div", { class: "two" }, labelled(t("case.new_due"), day), labelled(t("case.new_time"), time, t("case.new_time_hint"))),
    value: () => (day.value ? [day.value, time.value].filter(Boolean).join("T") : null),
  };
}

/** @param {Wire.Dossier} dossier
 * @param {Context} context */
function extend(dossier, { saved }) {
  const dates = dateFields();
  const reason = h("textarea", { rows: 3, maxlength: longest.Extend.reason });
  openForm(dossier, {
    title: t("known.move.extend"),
    verb: t("known.move.extend"),
    content: [dates.element, labelled(t("case.reason"), reason)],
    saved,
    send: (known) => {
      const promised = dates.value();
      if (!promised) refuse(t("case.due_missing"), dates.day);
      if (!reason.value.trim()) refuse(t("case.missing_reason"), reason);
      return ["extend", { due_at: promised, reason: reason.value.trim(), version: known.version }];
    },
  });
}
