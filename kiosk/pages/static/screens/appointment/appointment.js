/* An appointment at the kiosk: its code is scanned or typed, then its number is taken. Opened with a procedure or a queue
   (`go("appointment", {procedure})`), it books one: appointment_booking.js. */
import { each, html, picture } from "/assets/parts/draw.js";
import { backTo, go, repaint } from "../../visit/navigation.js";
import { band, button, chip, down, fact, queueBand, queueFacts, title, up } from "../../parts/parts.js";
import { here, known, of, open, queue, t, visit } from "../../visit/state.js";
import { bookingTimes } from "./appointment_booking.js";
import { standingOf } from "./appointment_standing.js";
import { appointmentCode } from "../../parts/page_data.js";
import { closedBand } from "../taking/closed.js";
import { priorityRow, takeButton } from "../taking/confirm.js";
import { answered, notFound } from "../finding/looked_up.js";
import { codePad } from "../papers/pad.js";
import { textBox } from "../../input/text_box.js";

const { letters: LETTERS, length: LENGTH } = appointmentCode;

/** @param {string} text what was typed or scanned */
export function openAppointment(text) {
  visit.appointment = null;
  go("appointment_found", { text });
  ask(text);
}

/** @param {string} text */
async function ask(text) {
  /** @type {Agent.FoundAppointment | null} */
  const found = await answered("/local/appointments/look", text, { state: "no_code", code: null, appointment: null });
  if (!found) return;
  visit.appointment = found;
  repaint({ moved: true });
}

/** @returns {Kiosk.Screen} */
export function appointment() {
  const { procedure, queue: chosen } = here();
  if (procedure || chosen) return bookingTimes();
  const look = () => {
    if (visit.code.length === LENGTH) openAppointment(visit.code);
  };
  const pad = codePad({
    signs: [...LETTERS],
    columns: 6,
    length: LENGTH,
    text: visit.code,
    set: (text) => { visit.code = text; },
    enter: look,
    label: t("appointment.label"),
    keys: t("appointment.keys"),
    erase: t("appointment.delete"),
    allowed: (sign) => LETTERS.includes(sign.toUpperCase()) ? sign.toUpperCase() : "",
    boxes: true,
  });
  return {
    blocks: [
      up(title(t("appointment.title"))),
      up(band("quiet scan-here", "scan-line", t("appointment.scan"), t("appointment.scan_about"))),
      down(pad),
    ],
    fixed: [button({ key: "look", symbol: "search", text: t("appointment.look"), kind: "primary", disabled: visit.code.length !== LENGTH, press: look })],
    begin: textBox,
  };
}

/** @returns {Kiosk.Screen} */
export function appointmentFound() {
  const found = visit.appointment;
  if (!found) return { blocks: [up(title(t("appointment.looking")))] };
  return found.state === "found" ? shown(found.appointment) : notShown(found);
}

/** @param {Agent.Appointment} one
 * @returns {Kiosk.Screen} */
function shown(one) {
  const kind = standingOf(one);
  const values = { time: one.time, opens: one.opens, number: one.number ?? "", day: `${one.time} · ${of(one.day)}` };
  const due = kind === "now" || kind === "late";
  const takes = due && open();
  const warned = takes && kind === "late";
  const about = due ? null : t(`appointment.${kind}_about`);
  const wish = { ...(one.procedures.length ? { procedures: one.procedures } : { queue: one.queue }), appointment: one.code };
  const row = queue(one.queue);
  return {
    blocks: [
      up(headingOf(one)),
      up(band(BANDS[kind] ?? "quiet", "calendar-clock", t(`appointment.${kind}`, values), about)),
      up(html`<div class="facts">${fact(t("appointment.at"), `${one.time} · ${of(one.day)}`)}${row ? fact(t("confirm.at"), row.name) : null}</div>`),
      up(open() ? null : closedBand()),
      up(warned ? queueBand(one.queue, { promised: true }) : null),
      up(warned ? queueFacts(one.queue) : null),
      down(takes ? priorityRow() : null),
    ],
    fixed: takes ? takeButton(one.queue, wish, "submit") : open() && kind !== "used" ? [ordinary()] : [],
  };
}

/** @type {Partial<Record<ReturnType<typeof standingOf>, string>>} */
const BANDS = { now: "good", late: "notice" };

/** @param {Agent.Appointment} one */
function headingOf(one) {
  return html`<div class="title" data-private>
    <h1 tabindex="-1">${t("appointment.found", { time: one.time })}</h1>
    <p class="lead">${t("appointment.code", { code: one.code })}${one.matters.map((matter) => html` · <span lang="vi">${matter}</span>`)}</p>
  </div>`;
}

/* A number without an appointment. */
function ordinary() {
  return button({ key: "ordinary", symbol: "receipt-text", text: t("appointment.ordinary"), kind: "primary", press: () => { visit.purpose = "submit"; visit.path = [visit.path[0]]; go("find"); } });
}

/** @param {Exclude<Agent.FoundAppointment, {state: "found"}>} found */
function notShown({ state, code }) {
  const away = state === "away";
  const again = () => {
    visit.appointment = null;
    repaint();
    ask(here().text ?? "");
  };
  const retype = () => {
    visit.code = "";
    backTo("appointment");
  };
  return notFound({
    heading: t(`appointment.${state}`),
    lead: code ? t("appointment.code", { code }) : null,
    about: [t(`appointment.${state}_about`)],
    again: away || state === "too_many" ? again : null,
    on: away && code && open() ? button({ key: "take-anyway", symbol: "layout-grid", text: t("appointment.take_anyway"), kind: "primary", press: () => go("appointment_field", { code }) }) : null,
    retype: away || state === "too_many" ? null : button({ key: "retype", symbol: "keyboard", text: t("appointment.retype"), press: retype }),
  });
}

/* The server is away, so that nobody can say which queue was booked: the citizen says it. */
/** @returns {Kiosk.Screen} */
export function appointmentField() {
  const { code } = here();
  /** @param {Agent.Field} field */
  const tile = (field) => html`<button class="field-tile" type="button" data-key=${`field-${field.id}`} @click=${() => go("appointment_take", { code, queue: field.queue })}>
    ${chip(field)}<span><strong lang="vi">${field.name}</strong></span>
  </button>`;
  return {
    blocks: [
      up(title(t("appointment.take_anyway"), t("appointment.code", { code }))),
      down(html`<div class="pairs">${each(known.fields.filter((field) => field.queue), ({ id }) => id, tile)}</div>`),
    ],
  };
}

/* An ordinary number that carries the code: it is matched when the server is back. */
/** @returns {Kiosk.Screen} */
export function appointmentTake() {
  const { code, queue: chosen } = here();
  if (!chosen) return { blocks: [] };
  const row = queue(chosen);
  return {
    blocks: [
      up(title(row?.name ?? "", t("appointment.code", { code }))),
      up(band("notice", "info", t("appointment.away"), t("appointment.away_about"))),
      up(queueBand(chosen, { promised: true })),
      down(priorityRow()),
    ],
    fixed: takeButton(chosen, { queue: chosen, appointment: code }, "submit"),
  };
}

/** What the number's screen says of it.
 * @param {Agent.Ticket} ticket */
export function appointmentMark(ticket) {
  return ticket.appointment ? html`<p class="priority-mark">${picture("calendar-clock")}${of(ticket.appointment)}</p>` : null;
}
