/* Booking an appointment at the kiosk, for somebody whom this day does not suffice: day and time, a telephone number, the code
   on paper and screen. What is typed is wiped with the visit. */
import { get, post } from "../../api.js";
import { h, qr } from "../../parts/dom.js";
import { backTo, end, go, repaint, replace } from "../../visit/navigation.js";
import { band, button, chip, present, title } from "../../parts/parts.js";
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
  const heading = h("div", { class: "title" }, row ? chip(row, true) : null, h("h1", { tabindex: "-1" }, t("appointment.book_title")), h("p", { class: "lead", lang: mine.matter ? "vi" : undefined }, mine.matter ?? t("appointment.book_lead")));
  if (mine.days === null) return { blocks: [{ zone: "up", node: heading }, { zone: "up", node: band("quiet", "clock", t("appointment.loading")) }] };
  if (mine.state === "away") {
    return {
      blocks: [{ zone: "up", node: heading }, { zone: "up", node: band("notice", "info", t("appointment.slots_away")) }],
      fixed: [button({ key: "again", symbol: "rotate-ccw", text: t("shell.again"), kind: "primary", press: () => { load(mine); repaint(); } })],
    };
  }
  if (mine.day === null) return { blocks: [{ zone: "up", node: heading }, { zone: "up", node: band("notice", "info", t("appointment.none"), t("appointment.none_about")) }] };
  const chosen = dayOf(mine);
  const days = mine.days.map((day, place) => {
    const state = !day.open ? t("appointment.closed_day") : !day.slots.length ? t("appointment.full_day") : place === 0 ? t("appointment.today") : null;
    const [weekday, date] = of(day.label).split(", ");
    return h(
      "button",
      { class: "slot day", type: "button", key: `day-${day.day}`, disabled: !day.slots.length, "aria-pressed": String(day.day === mine.day), on: { click: () => { mine.day = day.day; mine.at = null; repaint(); } } },
      h("strong", {}, weekday.charAt(0).toUpperCase() + weekday.slice(1)),
      h("span", {}, present([date.replace(/\/?\s?\d{4}$/, ""), state]).join(" · ")),
    );
  });
  const times = chosen.slots.map((slot) =>
    h(
      "button",
      { class: "slot", type: "button", key: `slot-${slot.at}`, on: { click: () => { mine.at = slot; mine.wish = null; mine.refused = null; go("appointment_phone"); } } },
      h("strong", {}, slot.time),
      h("span", {}, t("appointment.places", { count: slot.left })),
    ),
  );
  return {
    blocks: [
      { zone: "up", node: heading },
      { zone: "down", node: h("div", { class: "slots days", role: "group", "aria-label": t("appointment.book_lead") }, days) },
      { zone: "down", node: h("div", { class: "slots", role: "group", "aria-label": of(chosen.label) }, times) },
    ],
  };
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
  const primary = button({ key: "book", symbol: "check", text: t(running ? "appointment.booking" : "appointment.book"), kind: "primary take", disabled: running || !whole(mine.phone), press: () => book(mine) });
  const pad = codePad({
    signs: DIGITS,
    columns: 3,
    length: MOST,
    value: () => mine.phone,
    set: (text) => { mine.phone = text; mine.wish = null; },
    enter: () => {
      if (whole(mine.phone)) book(mine);
    },
    label: t("appointment.phone_label"),
    keys: t("appointment.phone_keys"),
    erase: t("appointment.delete"),
    allowed: (sign) => /\d/.test(sign) ? sign : "",
    done: () => primary,
    whole,
  });
  return {
    blocks: [
      { zone: "up", node: title(t("appointment.phone_title"), t("appointment.phone_lead", { time: mine.at.time, day })) },
      { zone: "up", node: mine.refused ? band("danger", "triangle-alert", mine.refused) : band("quiet", "info", t("appointment.phone_why")) },
      { zone: "down", node: pad.node, grow: true },
    ],
    fixed: [primary],
    after: pad.focus,
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
  const card = h(
    "section",
    { class: "number-card", "data-private": true },
    h("p", { class: "label" }, t("appointment.your_code")),
    h("h1", { class: "number booked-code", tabindex: "-1", "data-say": t("appointment.listen", { code: [...one.code].join(" ") }) }, one.code),
    h("p", { class: "booked-when" }, t("appointment.booked", { time: one.time, day: of(one.day) })),
    one.matters.length ? h("p", { class: "label", lang: "vi" }, one.matters.join("; ")) : null,
  );
  const code = one.qr ? h("section", { class: "follow card", "data-private": true }, qr(one.qr, t("appointment.your_code")), h("div", {}, h("h2", {}, t("appointment.keep")), h("p", {}, t("appointment.arrive", { opens: one.opens, closes: one.closes })))) : band("quiet", "info", t("appointment.arrive", { opens: one.opens, closes: one.closes }));
  return {
    blocks: [
      { zone: "up", node: card },
      { zone: "up", node: code },
      { zone: "down", node: band(paper[0], paper[1], t(`appointment.${paper[2]}`)) },
    ],
    fixed: [button({ key: "finish", symbol: "check", text: t("appointment.finish"), kind: "primary", press: end })],
  };
}
