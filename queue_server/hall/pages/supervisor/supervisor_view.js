/* Draws the live half of the supervisor's page: alerts, queue cards, counters, devices. */

import { h, messages } from "/assets/page.js";
import { timeOf } from "/assets/parts/dates.js";
import { draw, each, html, nothing, picture } from "/assets/parts/draw.js";
import { heldMinutes, level, longest } from "/assets/office/hall.js";
import { isFarOver } from "./alerts.js";

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
    draw(box, html`<p class="all-fine">${picture("check")}${t("alert.all_fine")}</p>`);
    return;
  }
  const shown = all ? alerts : alerts.slice(0, SHOWN_ALERTS);
  /** @param {import("./alerts.js").Alert} alert
   * @param {number} place */
  const row = (alert, place) => html`<li class="alert ${alert.level}">
    ${picture(alert.icon)}
    <p><b>${t(`alert.${alert.lead}`, alert.values)}</b> ${t(`alert.${alert.rest}`, alert.values)}</p>
    <button type="button" class=${place ? "quiet-action" : "primary"} @click=${() => act(alert.action)}>${t(`alert.${alert.verb}`, alert.values)}</button>
  </li>`;
  const hidden = alerts.length - SHOWN_ALERTS;
  const more = html`<button type="button" class="more" aria-expanded=${String(all)} @click=${toggle}>${t(all ? "alert.fewer" : "alert.more", { count: hidden })}</button>`;
  draw(box, html`<ul>${each(shown, keyOf, row)}</ul>${hidden > 0 ? more : nothing}`);
}

/** What an alert is about, whatever its figures are now.
 * @param {import("./alerts.js").Alert} alert */
function keyOf({ lead, rest, values, action }) {
  return JSON.stringify([lead, rest, values.queue, values.code, action]);
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
  draw(box, each(shown, ({ queue }) => queue.id, (row) => queueCard(row, open)));
  return rows.length - SHOWN_QUEUES;
}

/** @param {{queue: Wire.Queue, level: Level, minutes: number}} row
 * @param {(id: string) => void} open */
function queueCard({ queue, level: found, minutes }, open) {
  const waits = queue.waiting ? html`${minutes}<small> ${t("queue.unit")}</small>` : "–";
  return html`<button type="button" class="card queue-card" @click=${() => open(queue.id)}>
    <span class="name">${letter(queue)}<span>${queue.name}</span></span>
    <span class="figures">
      <span><b>${queue.waiting}</b><i>${t("queue.waiting")}</i></span>
      <span><b>${waits}</b><i>${t("queue.longest")}</i></span>
    </span>
    <span class="foot">
      <span class="state ${found}">${picture(LEVEL_ICON[found])}${t(`queue.${found}`)}</span>
      <span class="range">${range(queue.estimate)}</span>
    </span>
  </button>`;
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
  for (const counter of state.counters) count[counter.state] += 1;
  /** @param {Counter} counter */
  const cell = (counter) => {
    const late = isFarOver(counter, usual, now);
    const over = late ? html`<em>${t("counter.late", { minutes: heldMinutes(counter, now) })}</em>` : nothing;
    const name = t("counter.short", { number: counter.number });
    return html`<button type="button" class="counter ${counter.state}${late ? " late" : ""}" @click=${() => open(counter.number)}><span>${name}</span><b>${counterText(counter)}</b>${over}</button>`;
  };
  draw(box, each(state.counters, ({ number }) => number, cell));
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

/** Devices with every screen as it is now.
 * @param {HTMLElement} box
 * @param {HTMLElement} summary
 * @param {State} state
 * @param {{open: (name: string) => void}} how */
export function drawDevices(box, summary, state, { open }) {
  summary.textContent = state.devices.length ? t("device.count", { count: state.devices.length }) : "";
  const order = [...state.devices].sort((one, other) => ROLES.indexOf(one.role) - ROLES.indexOf(other.role));
  const none = html`<p class="quiet">${t("device.none")}</p>`;
  draw(box, order.length ? html`${each(order, ({ name }) => name, (device) => deviceCard(device, open))}` : none);
}

const ROLES = ["kiosk", "display"];

/** @param {Wire.Device} device
 * @param {(name: string) => void} open */
function deviceCard(device, open) {
  const paper = PAPER[device.paper ?? ""];
  const screen = device.screen_at
    ? html`<img src=${pictureOf(device)} alt="" loading="lazy" />`
    : html`<span class="no-picture">${picture(device.role === "kiosk" ? "tablet-smartphone" : "monitor")}</span>`;
  return html`<button type="button" class="device ${device.role}" @click=${() => open(device.name)}>
    ${screen}
    <span class="facts">
      <b>${device.title ?? device.name}</b>
      ${paper ? html`<span>${t(paper)}</span>` : nothing}
      <span>${device.last_seen ? t("device.seen", { time: timeOf(device.last_seen) }) : ""}</span>
      <span class="condition ${device.condition}">${picture(CONDITION_ICON[device.condition])}${conditionText(device)}</span>
    </span>
  </button>`;
}

/** @type {Record<Wire.Device["condition"], string>} */
const CONDITION_ICON = { fine: "check", never: "monitor-off", cut_off: "wifi-off", fault: "triangle-alert", warning: "triangle-alert" };

/** @type {Record<string, string>} */
const PAPER = { ok: "device.paper_ok", silent: "device.paper_silent", none: "device.paper_none" };

/** The device's condition in a few words: the most urgent trouble that is known.
 * @param {Wire.Device} device */
export function conditionText(device) {
  const { condition: found, troubles: [trouble] } = device;
  if (found === "cut_off" || found === "never" || found === "fine" || !trouble) return t(`device.${found}`);
  return t(`device.${trouble}`, device.detail);
}
