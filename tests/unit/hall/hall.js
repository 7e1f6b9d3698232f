/* A small hall as a supervisor sees it, for the tests: what they do not name is as on a quiet day. */
import { stateOf } from "../../../shared/static/office/hall.js";

/** @typedef {import("../../../shared/static/office/hall.js").Counter} Counter */

export const NOW = Date.parse("2026-06-12T10:00:00+07:00");

/** So many minutes ago, as the wire says it.
 * @param {number} minutes */
export const ago = (minutes) => new Date(NOW - minutes * 60_000).toISOString();

/** @param {string} id
 * @param {number} waiting
 * @returns {any} a queue */
export const queue = (id, waiting = 0) => ({ id, name: `Hàng ${id}`, waiting });

/** @param {number} number
 * @param {Partial<Counter>} more
 * @returns {Counter} */
export function counter(number, more = {}) {
  return { number, name: `Quầy ${number}`, state: "open", reason: null, officer: null, queues: ["a"], ticket: null, ...more };
}

/** @param {string} name
 * @param {Partial<Wire.Device>} more
 * @returns {Wire.Device} */
export function device(name, more = {}) {
  return {
    name, title: name, role: "kiosk", state: "ok", detail: {}, last_seen: ago(0), connected: true, screen_at: null, condition: "fine", troubles: [], paper: null,
    set_aside: [], restarts: false, ...more,
  };
}

/** @param {{queues?: any[], counters?: Counter[], devices?: Wire.Device[], renumbered?: any[], lines?: Record<string, number[]>}} more
 *   `lines`: minutes that the people of a queue have waited */
export function hall({ queues = [queue("a")], counters = [counter(1)], devices = [], renumbered = [], lines = {} } = {}) {
  /** @type {any} */
  const centre = { waiting_minutes: { notice: 15, alert: 30 } };
  /** @type {Record<string, any[]>} */
  const known = {};
  for (const [id, waited] of Object.entries(lines)) known[id] = waited.map((minutes) => ({ issued_at: ago(minutes) }));
  return { ...stateOf({ centre, queues, counters, devices, renumbered }), lines: known };
}
