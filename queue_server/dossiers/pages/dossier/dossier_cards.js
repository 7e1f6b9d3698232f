/* The cards of a dossier's page: head, people, deadline, papers, diary, control slip, tickets. */

import { h, messages } from "/assets/page.js";
import { momentOf, shortDay } from "/assets/parts/dates.js";
import { icon } from "/assets/parts/icon.js";
import { cardOf, tableOf } from "/assets/parts/table.js";
import { matterOf, placeName, statusChip, statusName, urgency } from "./dossier_marks.js";

const t = messages();
const ROLES = ["applicant", "submitter", "receiver"];

/** @typedef {[string, import("/assets/page.js").Child]} Row what it is called, and what it says; an empty one is left out */

/** @param {Row[]} rows */
function pairs(rows) {
  return h(
    "dl",
    { class: "pairs" },
    rows.filter(([, value]) => value !== null && value !== undefined && value !== false && value !== "").map(([key, value]) => [h("dt", {}, key), h("dd", {}, value)]),
  );
}

/** @param {string | null} at */
const when = (at) => at && momentOf(at);

/** What a correction changed, in words.
 * @param {string[]} fields */
function changedWords(fields) {
  return fields
    .map((field) => {
      const [role, name] = field.split(".");
      return ROLES.includes(role) && name ? t(`case.f_of_${role}`, { field: t(`case.f_${name}`) }) : t(`case.f_${field}`);
    })
    .join(", ");
}

/** What one line of the diary says happened.
 * @param {Wire.DossierStep} step */
export function stepWords(step) {
  const what = step.move ? t(`known.move.${step.move}`) : statusName(step.status);
  return [what, step.changed.length ? t("case.changed_fields", { fields: changedWords(step.changed) }) : null].filter(Boolean).join(". ");
}

/** Code, status, mark, where it lies, warnings, who else has it open, the way to paper.
 * @param {Wire.Dossier} dossier
 * @param {HTMLElement} present */
export function head(dossier, present) {
  const receipt = dossier.has_receipt
    ? h("a", { class: "button", href: dossier.receipt_url, target: "_blank", rel: "noopener" }, icon("printer"), t("dossier.receipt"))
    : h("span", { class: "quiet" }, t("dossier.no_receipt"));
  const story = h("a", { class: "button", href: `/dossiers/${encodeURIComponent(dossier.code)}/timeline` }, t("case.story"));
  const { awaited } = dossier;
  return h(
    "section",
    { class: "card head" },
    h("h2", {}, dossier.code),
    statusChip(dossier),
    urgency(dossier),
    present,
    story,
    receipt,
    h("p", {}, matterOf(dossier)),
    awaited && h("p", { class: "band-in" }, icon("inbox"), t("case.awaiting", { giver: awaited.giver, to: placeName(awaited.to), at: momentOf(awaited.given_at) })),
    dossier.warnings.map((warning) => h("p", { class: "band-in" }, icon("triangle-alert"), t(`case.warning_${warning.code}`))),
    dossier.anonymised_at && h("p", { class: "quiet" }, t("dossier.anonymised", { day: shortDay(dossier.anonymised_at.slice(0, 10)) })),
  );
}

/** @param {string} title
 * @param {Wire.NamedPerson | null} person
 * @returns {Row[]} */
function personRows(title, person) {
  if (!person) return [];
  const paper = person.id_number && [person.id_type && t(`case.id_${person.id_type}`), person.id_number].filter(Boolean).join(" ");
  return [
    [title, person.name],
    [t("dossier.id_number"), paper],
    [t("dossier.phone"), person.phone],
    [t("dossier.address"), person.address],
    [t("dossier.email"), person.email],
    [t("case.relation"), person.relation],
    [t("case.authority"), person.authority],
  ];
}

/** Applicant, submitter and receiver.
 * @param {Wire.Dossier} dossier */
export function people(dossier) {
  const groups = [
    personRows(t("dossier.applicant"), dossier.applicant),
    personRows(t("dossier.submitter"), dossier.submitter),
    personRows(t("case.receiver"), dossier.receiver),
  ].filter((rows) => rows.length);
  return cardOf(t("dossier.facts"), [
    groups.map(pairs),
    pairs([
      [t("case.lies"), placeName(dossier.department)],
      [t("case.assigned"), dossier.assigned_to],
      [t("dossier.sets"), dossier.sets],
      [t("case.register_no"), dossier.register_no?.text],
      [t("dossier.external"), dossier.external && `${dossier.external.code} (${dossier.external.system})`],
      [t("dossier.created_by"), dossier.created_by],
      [t("dossier.note"), dossier.note],
    ]),
  ]);
}

/** @param {string} text */
function basis(text) {
  const known = t(`dossier.basis_${text}`);
  return known.startsWith("dossier.") ? text : known;
}

/** The deadline with both ways of counting.
 * @param {Wire.Dossier} dossier */
export function deadline(dossier) {
  /** @param {Wire.Dossier["verdict"]} value */
  const verdict = (value) => (value ? t(`dossier.verdict_${value}`) : t("case.verdict_none"));
  const minutes = dossier.paused_minutes;
  return cardOf(t("case.deadline"), [
    pairs([
      [t("dossier.received"), when(dossier.received_at)],
      [t("dossier.due"), when(dossier.due_at) ?? t("dossier.not_published")],
      [t("dossier.due_basis"), dossier.due_basis && basis(dossier.due_basis)],
      [t("case.first_due"), dossier.first_due_at !== dossier.due_at && when(dossier.first_due_at)],
      [t("case.extended_from"), when(dossier.extended_from)],
      [t("case.apology_at"), when(dossier.apology_at)],
      [t("case.supplement_by"), when(dossier.supplement_by)],
      [t("case.asked_times"), dossier.supplement_requests || null],
      [t("case.paused"), minutes ? t("case.paused_value", { hours: Math.floor(minutes / 60), minutes: minutes % 60 }) : null],
      [t("dossier.finished"), when(dossier.finished_at)],
      [t("dossier.returned"), when(dossier.returned_at)],
    ]),
    h("h4", {}, t("case.counting")),
    pairs([
      [t("case.count_paused"), verdict(dossier.verdict)],
      [t("case.count_zero"), verdict(dossier.verdict_from_zero)],
    ]),
  ]);
}

/** The documents handed in.
 * @param {Wire.Dossier} dossier */
export function papers(dossier) {
  const rows = dossier.documents.map((paper) =>
    h("li", {}, String(paper.name), h("span", {}, `${t(`dossier.form_${paper.form}`)} · ${t("dossier.copies", { copies: paper.copies })}`)),
  );
  return cardOf(t("dossier.documents"), rows.length ? h("ul", { class: "papers" }, rows) : h("p", { class: "quiet" }, t("dossier.no_documents")));
}

/** The diary, newest first.
 * @param {Wire.Dossier} dossier */
export function steps(dossier) {
  const rows = [...dossier.history].reverse().map((step) =>
    h(
      "li",
      {},
      h("b", {}, stepWords(step)),
      step.move && h("span", {}, statusName(step.status)),
      h("span", {}, `${momentOf(step.at)} · ${step.by}`),
      step.note && h("span", { class: "step-note" }, step.note),
    ),
  );
  return cardOf(t("dossier.history"), h("ol", { class: "steps" }, rows));
}

/** The rows of the control slip.
 * @param {Wire.HandOverRow[]} rows */
export function slip(rows) {
  /** @param {Wire.HandOverRow} row */
  const line = (row) =>
    h(
      "tr",
      {},
      h("td", {}, `${row.from_name} → ${row.to_name}`, row.note && h("span", { class: "hint block" }, row.note)),
      h("td", {}, momentOf(row.given_at), h("span", { class: "hint block" }, row.giver)),
      h("td", {}, row.received_at ? [momentOf(row.received_at), h("span", { class: "hint block" }, row.receiver)] : h("b", {}, t("case.slip_waiting"))),
      h("td", {}, row.timeliness && t(`known.verdict.${row.timeliness}`)),
    );
  const heads = ["slip_place", "slip_given", "slip_received", "slip_kept"].map((key) => t(`case.${key}`));
  return cardOf(t("case.slip"), rows.length ? tableOf(heads, rows.map(line), { kind: "slip" }) : h("p", { class: "quiet" }, t("case.slip_none")));
}

/** The tickets that it is tied to.
 * @param {Wire.Ticket[]} rows */
export function tickets(rows) {
  const lines = rows.map((ticket) =>
    h(
      "li",
      {},
      h("a", { href: `/tickets/${ticket.id}/timeline` }, ticket.number),
      ` · ${shortDay(ticket.issued_at.slice(0, 10))} · ${t(`ticket_state.${ticket.state}`)}`,
    ),
  );
  return cardOf(t("dossier.tickets"), lines.length ? h("ul", { class: "tickets" }, lines) : h("p", { class: "quiet" }, t("dossier.no_tickets")));
}
