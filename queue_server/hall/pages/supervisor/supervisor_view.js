/* Draws the live half of the supervisor's page: alerts, queue cards, counters, devices. */

import { h, messages } from "/assets/page.js";
import { isFarOver } from "./alerts.js";
import { timeOf } from "/assets/parts/dates.js";
import { icon } from "/assets/parts/icon.js";
import { condition, heldMinutes, level, longest } from "/assets/office/hall.js";
import { paperOf, troublesOf } from "/assets/office/troubles.js";

const t = messages();
/**
 * @typedef {import("/assets/office/hall.js").State} State
 * @typedef {import("/assets/office/hall.js").Counter} Counter
 * @typedef {ReturnType<typeof level>} Level
 */

const SHOWN_ALERTS = 3;
const SHOWN_QUEUES = 6;
/** @type {Record<Level, string>} */
const LEVEL_ICON = { fine: "check", notice: "clock", alert: "triangle-alert", nobody: "triangle-alert" };
/** @type {Record<Level, number>} */
const URGENCY = { nobody: 0, alert: 0, notice: 1, fine: 2 };

/** Alerts as rows; the first one's button is the page's one solid action. `act(action)` does what the button says.
 * @param {HTMLElement} box
 * @param {import("./alerts.js").Alert[]} alerts
 * @param {{all: boolean, act: (action: import("./alerts.js").Action) => void, toggle: () => void}} how */
export function drawAlerts(box, alerts, { all, act, toggle }) {
  if (!alerts.length) {
    box.replaceChildren(h("p", { class: "all-fine" }, icon("check"), t("alert.all_fine")));
    return;
  }
  const shown = all ? alerts : alerts.slice(0, SHOWN_ALERTS);
  const rows = shown.map((alert, place) =>
    h(
      "li",
      { class: `alert ${alert.level}` },
      icon(alert.icon),
      h("p", {}, h("b", {}, t(`alert.${alert.lead}`, alert.values)), " ", t(`alert.${alert.rest}`, alert.values)),
      h(
        "button",
        { type: "button", class: place ? "quiet-action" : "primary", onclick: () => act(alert.action) },
        t(`alert.${alert.verb}`, alert.values),
      ),
    ),
  );
  const hidden = alerts.length - SHOWN_ALERTS;
  const more =
    hidden > 0 &&
    h(
      "button",
      { type: "button", class: "more", "aria-expanded": String(all), onclick: toggle },
      t(all ? "alert.fewer" : "alert.more", { count: hidden }),
    );
  box.replaceChildren(h("ul", {}, rows), more || "");
}

/** Queue cards, the most urgent ones first. Returns how many there are beyond those shown.
 * @param {HTMLElement} box
 * @param {State} state
 * @param {{now: number, all: boolean, open: (id: string) => void}} how */
export function drawQueues(box, state, { now, all, open }) {
  const rows = state.queues
    .map((queue, place) => ({ queue, place, level: level(state, queue, now), minutes: longest(state, queue, now) }))
    .sort(
      (one, other) =>
        URGENCY[one.level] - URGENCY[other.level] ||
        other.minutes - one.minutes ||
        other.queue.waiting - one.queue.waiting ||
        one.place - other.place,
    );
  const shown = all ? rows : rows.slice(0, SHOWN_QUEUES);
  box.replaceChildren(...shown.map((row) => queueCard(row, open)));
  return rows.length - SHOWN_QUEUES;
}

/** @param {{queue: Wire.Queue, level: Level, minutes: number}} row
 * @param {(id: string) => void} open */
function queueCard({ queue, level: found, minutes }, open) {
  return h(
    "button",
    { type: "button", class: "card queue-card", onclick: () => open(queue.id) },
    h("span", { class: "name" }, letter(queue), h("span", {}, queue.name)),
    h(
      "span",
      { class: "figures" },
      h("span", {}, h("b", {}, String(queue.waiting)), h("i", {}, t("queue.waiting"))),
      h("span", {}, h("b", {}, queue.waiting ? [String(minutes), h("small", {}, ` ${t("queue.unit")}`)] : "–"), h("i", {}, t("queue.longest"))),
    ),
    h(
      "span",
      { class: "foot" },
      h("span", { class: `state ${found}` }, icon(LEVEL_ICON[found]), t(`queue.${found}`)),
      h("span", { class: "range" }, range(queue.estimate)),
    ),
  );
}

/** The field's letter on its own colour.
 * @param {Pick<Wire.Queue, "colour" | "prefix">} queue */
export function letter(queue) {
  const colour = /^#[0-9A-Fa-f]{6}$/.test(queue.colour) ? queue.colour : "#5B6770";
  return h("span", { class: "letter", style: { background: colour } }, queue.prefix);
}

/** @param {Wire.Estimate | null} estimate */
function range(estimate) {
  if (!estimate) return "";
  const { p50_minutes: from, p90_minutes: to } = estimate;
  return from < 1 || from === to ? t("queue.under", { to: Math.max(1, to) }) : t("queue.range", { from, to });
}

/** Counters as small cards; one whose ticket takes far longer than usual is marked.
 * @param {HTMLElement} box
 * @param {HTMLElement} summary
 * @param {State} state
 * @param {{usual: import("./alerts.js").Usual, now: number, open: (number: number) => void}} how */
export function drawCounters(box, summary, state, { usual, now, open }) {
  const count = { open: 0, paused: 0, closed: 0 };
  const cells = state.counters.map((counter) => {
    count[counter.state] += 1;
    const late = isFarOver(counter, usual, now);
    const name = t("counter.short", { number: counter.number });
    return h(
      "button",
      { type: "button", class: `counter ${counter.state}${late ? " late" : ""}`, onclick: () => open(counter.number) },
      h("span", {}, name),
      h("b", {}, counterText(counter)),
      late && h("em", {}, t("counter.late", { minutes: heldMinutes(counter, now) })),
    );
  });
  box.replaceChildren(...cells);
  summary.textContent = t("counter.summary", count);
}

/** @param {Counter} counter */
function counterText(counter) {
  if (counter.ticket) return counter.ticket.number;
  return t({ open: "counter.free", paused: "counter.paused", closed: "counter.closed" }[counter.state]);
}

/** Where a device's picture is; its time in the address makes the browser fetch a new one.
 * @param {Wire.Device} device */
export function pictureOf(device) {
  return `/api/v1/devices/${encodeURIComponent(device.name)}/screen.png?at=${encodeURIComponent(device.screen_at ?? "")}`;
}

/** Devices with every screen as it is now. Pictures that did not change are kept, so that nothing flickers.
 * @param {HTMLElement} box
 * @param {HTMLElement} summary
 * @param {State} state
 * @param {{now: number, open: (name: string) => void}} how */
export function drawDevices(box, summary, state, { now, open }) {
  summary.textContent = state.devices.length ? t("device.count", { count: state.devices.length }) : "";
  if (!state.devices.length) {
    box.replaceChildren(h("p", { class: "quiet" }, t("device.none")));
    return;
  }
  const known = new Map([...box.querySelectorAll("img")].map((picture) => [picture.getAttribute("src") ?? "", picture]));
  const order = [...state.devices].sort((one, other) => ROLES.indexOf(one.role) - ROLES.indexOf(other.role));
  box.replaceChildren(...order.map((device) => deviceCard(device, { now, open, known })));
}

const ROLES = ["kiosk", "display"];

/** @param {Wire.Device} device
 * @param {{now: number, open: (name: string) => void, known: Map<string, HTMLImageElement>}} how */
function deviceCard(device, { now, open, known }) {
  const found = condition(device, now);
  const paper = PAPER[paperOf(device) ?? ""];
  const source = device.screen_at && pictureOf(device);
  const picture = source
    ? (known.get(source) ?? h("img", { src: source, alt: "", loading: "lazy" }))
    : h("span", { class: "no-picture" }, icon(device.role === "kiosk" ? "tablet-smartphone" : "monitor"));
  return h(
    "button",
    { type: "button", class: `device ${device.role}`, onclick: () => open(device.name) },
    picture,
    h(
      "span",
      { class: "facts" },
      h("b", {}, device.title ?? device.name),
      paper && h("span", {}, t(paper)),
      h("span", {}, device.last_seen ? t("device.seen", { time: timeOf(device.last_seen) }) : ""),
      h("span", { class: `condition ${found}` }, icon(CONDITION_ICON[found]), conditionText(device, found)),
    ),
  );
}

/** @type {Record<string, string>} */
const CONDITION_ICON = { fine: "check", never: "monitor-off", cut_off: "wifi-off", fault: "triangle-alert", warning: "triangle-alert" };

/** @type {Record<string, string>} */
const PAPER = { ok: "device.paper_ok", silent: "device.paper_silent", none: "device.paper_none" };

/** The device's condition in a few words: the most urgent trouble that is known.
 * @param {Wire.Device} device
 * @param {string} found */
export function conditionText(device, found) {
  const [trouble] = troublesOf(device);
  if (found === "cut_off" || found === "never" || found === "fine" || !trouble) return t(`device.${found}`);
  return t(`device.${trouble}`, device.detail);
}
