/* An appointment at the kiosk: its code is scanned or typed, then its number is taken. Opened with a procedure or a queue
   (`go("appointment", {procedure})`), it books one: appointment_booking.js. */
import { h, icon } from "../../parts/dom.js";
import { backTo, go, repaint } from "../../visit/navigation.js";
import { band, button, fact, queueBands, queueFacts, title, up } from "../../parts/parts.js";
import { here, known, of, open, queue, t, visit } from "../../visit/state.js";
import { bookingTimes } from "./appointment_booking.js";
import { standingOf } from "./appointment_standing.js";
import { closedBand } from "../taking/closed.js";
import { priorityRow, takeButton } from "../taking/confirm.js";
import { answered, notFound } from "../finding/looked_up.js";
import { codePad } from "../papers/pad.js";

/* As shared/text/appointment_code.py has them. */
const LETTERS = ["3467", "9ACD", "EFHJ", "KMNP", "QRTW", "XY"].join("");
const LENGTH = 6;

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
    value: () => visit.code,
    set: (text) => { visit.code = text; },
    enter: look,
    label: t("appointment.label"),
    keys: t("appointment.keys"),
    erase: t("appointment.delete"),
    allowed: (sign) => LETTERS.includes(sign.toUpperCase()) ? sign.toUpperCase() : "",
    done: () => primary,
    boxes: true,
  });
  const primary = button({ key: "look", symbol: "search", text: t("appointment.look"), kind: "primary", disabled: visit.code.length !== LENGTH, press: look });
  return {
    blocks: [
      { zone: "up", node: title(t("appointment.title")) },
      { zone: "up", node: band("quiet scan-here", "scan-line", t("appointment.scan"), t("appointment.scan_about")) },
      { zone: "down", node: pad.node, grow: true },
    ],
    fixed: [primary],
    after: pad.focus,
  };
}

/** @returns {Kiosk.Screen} */
export function appointmentFound() {
  const found = visit.appointment;
  if (!found) return { blocks: [{ zone: "up", node: title(t("appointment.looking")) }] };
  return found.state === "found" ? shown(found.appointment) : notShown(found);
}

/** @param {Agent.Appointment} one
 * @returns {Kiosk.Screen} */
function shown(one) {
  const kind = standingOf(one);
  const values = { time: one.time, opens: one.opens, number: one.number ?? "", day: `${one.time} · ${of(one.day)}` };
  const takes = (kind === "now" || kind === "late") && open();
  const about = kind === "now" || kind === "late" ? null : t(`appointment.${kind}_about`);
  const wish = { ...(one.procedures.length ? { procedures: one.procedures } : { queue: one.queue }), appointment: one.code };
  const row = queue(one.queue);
  return {
    blocks: [
      up(headingOf(one)),
      up(band(BANDS[kind] ?? "quiet", "calendar-clock", t(`appointment.${kind}`, values), about)),
      { zone: "up", node: h("div", { class: "facts" }, fact(t("appointment.at"), `${one.time} · ${of(one.day)}`), row ? fact(t("confirm.at"), row.name) : null) },
      !open() ? { zone: "up", node: closedBand() } : null,
      ...(takes && kind === "late" ? [...queueBands(one.queue, { promised: true }), queueFacts(one.queue)].map(up) : []),
      takes ? { zone: "down", node: priorityRow() } : null,
    ],
    fixed: takes ? takeButton(one.queue, wish, "submit") : open() && kind !== "used" ? [ordinary()] : [],
  };
}

/** @type {Partial<Record<ReturnType<typeof standingOf>, string>>} */
const BANDS = { now: "good", late: "notice" };

/** @param {Agent.Appointment} one */
function headingOf(one) {
  return h(
    "div",
    { class: "title", "data-private": true },
    h("h1", { tabindex: "-1" }, t("appointment.found", { time: one.time })),
    h("p", { class: "lead" }, t("appointment.code", { code: one.code }), one.matters.map((matter) => [" · ", h("span", { lang: "vi" }, matter)])),
  );
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
  const tiles = known.fields.filter((field) => field.queue).map((field) =>
    h(
      "button",
      { class: "field-tile", type: "button", key: `field-${field.id}`, on: { click: () => go("appointment_take", { code, queue: field.queue }) } },
      h("span", { class: "chip", vars: { "--chip": field.colour || "#5B6770" } }, field.prefix),
      h("span", {}, h("strong", { lang: "vi" }, field.name)),
    ),
  );
  return {
    blocks: [
      { zone: "up", node: title(t("appointment.take_anyway"), t("appointment.code", { code })) },
      { zone: "down", node: h("div", { class: "pairs" }, tiles) },
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
      { zone: "up", node: title(row?.name ?? "", t("appointment.code", { code })) },
      { zone: "up", node: band("notice", "info", t("appointment.away"), t("appointment.away_about")) },
      ...queueBands(chosen, { promised: true }).map(up),
      { zone: "down", node: priorityRow() },
    ],
    fixed: takeButton(chosen, { queue: chosen, appointment: code }, "submit"),
  };
}

/** What the number's screen says of it.
 * @param {Agent.Ticket} ticket */
export function appointmentMark(ticket) {
  return ticket.appointment ? h("p", { class: "priority-mark" }, icon("calendar-clock"), of(ticket.appointment)) : null;
}
