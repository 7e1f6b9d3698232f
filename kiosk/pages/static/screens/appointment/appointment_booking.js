/* Booking an appointment at the kiosk, for somebody whom this day does not suffice: day and time, a telephone number, the code
   on paper and screen. What is typed is wiped with the visit. */
import { get, post } from "../../api.js";
import { each, html, nothing } from "/assets/parts/draw.js";
import { backTo, end, go, repaint, replace } from "../../visit/navigation.js";
import { band, button, chip, down, present, title, up } from "../../parts/parts.js";
import { qr } from "../../parts/qr.js";
import { textBox, typeOn } from "../../input/text_box.js";
import { here, of, queue, t, visit } from "../../visit/state.js";
import { firstDay } from "./appointment_standing.js";
import { codePad } from "../papers/pad.js";

const DIGITS = [..."123456789", "0"];
const LEAST = 9;
const MOST = 12;
let running = false;

/** @param {string | null} procedure
 * @param {string | null} chosen
 * @returns {Kiosk.Booking} */
function fresh(procedure, chosen) {
  return { procedure, queue: chosen, matter: null, days: null, state: null, day: null, at: null, phone: "", wish: null, refused: null, done: null };
}

/** The booking of this step; another matter begins another one. */
function booking() {
  const { procedure = null, queue: chosen = null } = here();
  const { booking: mine } = visit;
  if (mine && mine.procedure === procedure && (procedure || mine.queue === chosen)) return mine;
  const begun = (visit.booking = fresh(procedure, chosen));
  load(begun);
  return begun;
}

/** @param {Kiosk.Booking} mine */
async function load(mine) {
  mine.days = null;
  if (mine.procedure && !mine.matter) {
    /** @type {Agent.WholeProcedure | null} */
    const found = await get(`/local/procedures/${encodeURIComponent(mine.procedure)}`).catch(() => null);
    mine.matter = found?.title ?? null;
    mine.queue = found?.queue ?? mine.queue;
  }
  /** @type {Agent.Slots | null} */
  const answer = mine.queue ? await get(`/local/appointments/slots?queue=${encodeURIComponent(mine.queue)}`).catch(() => null) : null;
  if (visit.booking !== mine) return;
  mine.state = answer?.state ?? "away";
  mine.days = answer?.days ?? [];
  mine.day = firstDay(mine.days);
  mine.at = null;
  repaint({ moved: true });
}

/** Day and time.
 * @returns {Kiosk.Screen} */
export function bookingTimes() {
  const mine = booking();
  const row = queue(mine.queue);
  const heading = up(html`<div class="title">${row ? chip(row, true) : null}<h1 tabindex="-1">${t("appointment.book_title")}</h1><p class="lead" lang=${mine.matter ? "vi" : nothing}>${mine.matter ?? t("appointment.book_lead")}</p></div>`);
  if (mine.days === null) return { blocks: [heading, up(band("quiet", "clock", t("appointment.loading")))] };
  if (mine.state === "away") {
    return {
      blocks: [heading, up(band("notice", "info", t("appointment.slots_away")))],
      fixed: [button({ key: "again", symbol: "rotate-ccw", text: t("shell.again"), kind: "primary", press: () => { load(mine); repaint(); } })],
    };
  }
  if (mine.day === null) return { blocks: [heading, up(band("notice", "info", t("appointment.none"), t("appointment.none_about")))] };
  const chosen = dayOf(mine);
  return {
    blocks: [
      heading,
      down(html`<div class="slots days" role="group" aria-label=${t("appointment.book_lead")}>${mine.days.map((day, place) => dayButton(mine, day, place === 0))}</div>`),
      down(html`<div class="slots" role="group" aria-label=${of(chosen.label)}>${each(chosen.slots, ({ at }) => at, (slot) => slotButton(mine, slot))}</div>`),
    ],
  };
}

/** @param {Kiosk.Booking} mine
 * @param {Agent.SlotDay} day
 * @param {boolean} today */
function dayButton(mine, day, today) {
  const state = !day.open ? t("appointment.closed_day") : !day.slots.length ? t("appointment.full_day") : today ? t("appointment.today") : null;
  const [weekday, date] = of(day.label).split(", ");
  const press = () => {
    mine.day = day.day;
    mine.at = null;
    repaint();
  };
  return html`<button class="slot day" type="button" data-key=${`day-${day.day}`} ?disabled=${!day.slots.length} aria-pressed=${String(day.day === mine.day)} @click=${press}>
    <strong>${weekday.charAt(0).toUpperCase() + weekday.slice(1)}</strong><span>${present([date.replace(/\/?\s?\d{4}$/, ""), state]).join(" · ")}</span>
  </button>`;
}

/** @param {Kiosk.Booking} mine
 * @param {Agent.Slot} slot */
function slotButton(mine, slot) {
  const press = () => {
    mine.at = slot;
    mine.wish = null;
    mine.refused = null;
    go("appointment_phone");
  };
  return html`<button class="slot" type="button" data-key=${`slot-${slot.at}`} @click=${press}><strong>${slot.time}</strong><span>${t("appointment.places", { count: slot.left })}</span></button>`;
}

/** @param {Kiosk.Booking} mine
 * @returns {Agent.SlotDay} */
function dayOf({ days, day }) {
  const found = days?.find((one) => one.day === day);
  if (!found) throw new Error(`no day ${day}`);
  return found;
}

/** @param {string} phone */
function whole(phone) {
  return phone.length >= LEAST;
}

/** The telephone number, which the limits a person need.
 * @returns {Kiosk.Screen} */
export function appointmentPhone() {
  const mine = visit.booking;
  if (!mine?.at) return { blocks: [] };
  const day = of(dayOf(mine).label);
  const pad = codePad({
    signs: DIGITS,
    columns: 3,
    length: MOST,
    text: mine.phone,
    set: (text) => { mine.phone = text; mine.wish = null; },
    enter: () => {
      if (whole(mine.phone)) book(mine);
    },
    label: t("appointment.phone_label"),
    keys: t("appointment.phone_keys"),
    erase: t("appointment.delete"),
    allowed: (sign) => /\d/.test(sign) ? sign : "",
  });
  return {
    blocks: [
      up(title(t("appointment.phone_title"), t("appointment.phone_lead", { time: mine.at.time, day }))),
      up(mine.refused ? band("danger", "triangle-alert", mine.refused) : band("quiet", "info", t("appointment.phone_why"))),
      down(pad),
    ],
    fixed: [button({ key: "book", symbol: "check", text: t(running ? "appointment.booking" : "appointment.book"), kind: "primary take", disabled: running || !whole(mine.phone), press: () => book(mine) })],
    begin: textBox,
  };
}

/** @param {Kiosk.Booking} mine */
async function book(mine) {
  if (running) return;
  running = true;
  // Asked for again without an answer it is the same wish.
  mine.wish ??= crypto.randomUUID();
  mine.refused = null;
  repaint();
  const { state, title: sentence, code, appointment } = await asked(mine);
  running = false;
  if (visit.booking !== mine) return;
  if (state === "booked" && appointment) {
    mine.done = { ...appointment, paper: "printing" };
    mine.phone = "";
    replace("appointment_booked");
    follow(mine);
    return;
  }
  mine.refused = state === "refused" && sentence ? sentence : t("appointment.slots_away");
  if (state === "refused") mine.wish = null;
  if (code === "appointment_full" || code === "appointment_slot") {
    await load(mine);
    backTo("appointment");
    return;
  }
  repaint();
  typeOn();
}

/** The agent's answer; one that does not come or that it refuses says nothing.
 * @param {Kiosk.Booking} mine
 * @returns {Promise<Partial<Agent.Booked>>} */
async function asked({ queue: chosen, procedure, at, phone, wish }) {
  const body = { queue: chosen, ...(procedure ? { procedure } : {}), at: at?.at, phone, lang: visit.lang, large: visit.large, wish };
  /** @type {{ok: boolean, body: Agent.Booked} | null} */
  const answer = await post("/local/appointments", body).catch(() => null);
  return answer?.ok ? answer.body : {};
}

/** @param {Kiosk.Booking} mine */
async function follow(mine) {
  while (visit.booking === mine && mine.done?.paper === "printing") {
    await new Promise((resolve) => setTimeout(resolve, 400));
    /** @type {{paper: Kiosk.Paper} | null} */
    const known = await get(`/local/appointments/${mine.done.id}/paper`).catch(() => null);
    if (visit.booking === mine && known && known.paper !== mine.done.paper) {
      mine.done.paper = known.paper;
      repaint();
    }
  }
}

const OUT = ["success", "arrow-down", "take_slip"];
/** @type {Record<Kiosk.Paper, string[]>} */
const PAPERS = { printing: ["working", "printer", "printing"], failed: ["notice", "triangle-alert", "not_printed"], printed: OUT, sent: OUT };

/** The code, on the screen as on paper.
 * @returns {Kiosk.Screen} */
export function appointmentBooked() {
  const one = visit.booking?.done;
  if (!one) return { blocks: [] };
  const paper = PAPERS[one.paper];
  const arrive = t("appointment.arrive", { opens: one.opens, closes: one.closes });
  const card = html`<section class="number-card" data-private>
    <p class="label">${t("appointment.your_code")}</p>
    <h1 class="number booked-code" tabindex="-1" data-say=${t("appointment.listen", { code: [...one.code].join(" ") })}>${one.code}</h1>
    <p class="booked-when">${t("appointment.booked", { time: one.time, day: of(one.day) })}</p>
    ${one.matters.length ? html`<p class="label" lang="vi">${one.matters.join("; ")}</p>` : null}
  </section>`;
  const code = one.qr
    ? html`<section class="follow card" data-private>${qr(one.qr, t("appointment.your_code"))}<div><h2>${t("appointment.keep")}</h2><p>${arrive}</p></div></section>`
    : band("quiet", "info", arrive);
  return {
    blocks: [up(card), up(code), down(band(paper[0], paper[1], t(`appointment.${paper[2]}`)))],
    fixed: [button({ key: "finish", symbol: "check", text: t("appointment.finish"), kind: "primary", press: end })],
  };
}
