/* Which alerts there are now: each a sentence in two parts and one action. Pure: from the state to keys and values. */

import { heldMinutes, level, longest, openCounters } from "/assets/office/hall.js";

/**
 * @typedef {import("/assets/office/hall.js").State} State
 * @typedef {import("/assets/office/hall.js").Paper} Paper
 * @typedef {Record<string, number>} Usual a queue's usual service in minutes, by its id
 * @typedef {"danger" | "notice"} Level
 * @typedef {{kind: "pairing"} | {kind: "queue", queue: string} | {kind: "reopen" | "panel" | "counter", counter: number} | {kind: "paper", seq: number}
 *   | {kind: "device", name: string} | {kind: "doubt", doubt: Wire.Doubt}} Action
 * @typedef {{level: Level, icon: string, lead: string, rest: string, values: Record<string, unknown>, verb: string, action: Action}} Alert
 *   with keys of the table "alert"
 */

const LEAST_HELD = 15; // minutes: short services may double without anybody being told
const FAR_OVER = 2; // times the usual length

/** Most urgent first.
 * @param {State} state
 * @param {{usual: Usual, pairings: Array<{code: string}>, now: number, papers?: Paper[], doubts?: Wire.Doubts}} known
 * @returns {Alert[]} */
export function alertsOf(state, { usual, pairings, now, papers = [], doubts = [] }) {
  return [
    ...doubts.map(doubtAlert),
    ...pairings.map(pairingAlert),
    ...queueAlerts(state, now),
    ...papers.map(paperAlert),
    ...state.devices.flatMap(deviceAlerts),
    ...state.counters.map((counter) => counterAlert(counter, usual, now)).filter((found) => found !== null),
  ].sort((one, other) => (one.level === other.level ? 0 : one.level === "danger" ? -1 : 1));
}

/** What cannot be undone waits until somebody has looked into it.
 * @param {Wire.Doubt} doubt */
function doubtAlert(doubt) {
  const { kind, subject, since, detail } = doubt;
  const values = { subject, since: since.slice(11, 16), ...detail };
  return alert("danger", "circle-alert", `doubt_${kind}${detail.unreadable ? "_unreadable" : ""}`, { values, verb: "look_into", action: { kind: "doubt", doubt } });
}

/** @param {{code: string}} pairing */
function pairingAlert({ code }) {
  const shown = `${code.slice(0, 3)} ${code.slice(3)}`;
  return alert("notice", "link", "pairing", { values: { code: shown }, verb: "approve", action: { kind: "pairing" } });
}

/** @param {State} state
 * @param {number} now */
function queueAlerts(state, now) {
  return state.queues
    .map((queue) => ({ queue, level: level(state, queue, now), minutes: longest(state, queue, now) }))
    .filter(({ level: found }) => found === "alert" || found === "nobody")
    .sort((one, other) => other.minutes - one.minutes)
    .map(({ queue, level: found, minutes }) => {
      const values = { queue: queue.name, waiting: queue.waiting, longest: minutes };
      const key = found === "nobody" ? "nobody" : "overloaded";
      const more = helper(state, queue);
      const rest = minutes ? `${key}_rest` : "just_come";
      if (!more) return alert("danger", "triangle-alert", key, { values, verb: "see_queue", action: { kind: "queue", queue: queue.id }, rest });
      const verb = more.state === "paused" ? "reopen" : openCounters(state, queue).length ? "open_more" : "open_one";
      return alert("danger", "triangle-alert", key, { values: { ...values, counter: more.number }, verb, action: opening(more), rest });
    });
}

/** A paused counter keeps its officer and may be reopened from here. A closed one has nobody: whoever opens it sits there, so that is
 * done at its panel.
 * @param {import("/assets/office/hall.js").Counter} counter
 * @returns {Action} */
function opening({ state, number }) {
  return { kind: state === "paused" ? "reopen" : "panel", counter: number };
}

/** The counter that could help: one that serves the queue and is closed or paused; the one that has it first wins.
 * @param {State} state
 * @param {Wire.Queue} queue */
function helper(state, queue) {
  return state.counters
    .filter((counter) => counter.state !== "open" && counter.queues.includes(queue.id))
    .sort((one, other) => one.queues.indexOf(queue.id) - other.queues.indexOf(queue.id))[0];
}

/** Somebody holds a number that nobody will call.
 * @param {Paper} paper */
function paperAlert({ seq, data }) {
  const values = { old: data.old, new: data.new, counter: data.counter ?? "–" };
  const rest = data.served ? "paper_served" : "paper_in_vain";
  return alert("danger", "receipt-text", "paper", { values, verb: "see_paper", action: { kind: "paper", seq }, rest });
}

/** Level, icon, and what is said in two parts. @type {Record<Wire.Device["troubles"][number], [Level, string, string, string?]>} */
const DEVICE_ALERTS = {
  paper_out: ["danger", "receipt-text", "paper_out"],
  cover_open: ["danger", "receipt-text", "printer", "cover_open"],
  printer_offline: ["danger", "receipt-text", "printer", "printer_offline"],
  set_aside: ["danger", "circle-alert", "set_aside"],
  page_closed: ["notice", "tablet-smartphone", "page_closed"],
  undelivered: ["notice", "wifi-off", "alone", "undelivered"],
  alone: ["notice", "wifi-off", "alone"],
  paper_low: ["notice", "receipt-text", "paper_low"],
};

/** @param {Wire.Device} device */
function deviceAlerts(device) {
  const { condition: found, troubles } = device;
  const values = {
    device: device.title ?? device.name,
    time: device.last_seen?.slice(11, 16),
    count: device.detail.set_aside || device.detail.undelivered,
    numbers: device.set_aside.map(({ number }) => number).join(", "),
  };
  /** @type {Action} */
  const action = { kind: "device", name: device.name };
  /** @param {Level} urgency
   * @param {string} icon
   * @param {string} lead */
  const say = (urgency, icon, lead, rest = `${lead}_rest`) => alert(urgency, icon, lead, { values, verb: "see_device", action, rest });
  if (found === "cut_off") return [say("danger", "wifi-off", "cut_off", device.role === "kiosk" ? "cut_off_kiosk_rest" : "cut_off_rest")];
  if (found === "never") return [];
  if (!troubles.length && found === "fault") return [say("danger", "circle-alert", "fault")];
  return troubles.map((trouble) => say(...DEVICE_ALERTS[trouble]));
}

/** @param {import("/assets/office/hall.js").Counter} counter
 * @param {Usual} usual
 * @param {number} now */
function counterAlert(counter, usual, now) {
  const minutes = heldMinutes(counter, now);
  const normal = counter.ticket ? usual[counter.ticket.queue] : 0;
  if (!counter.ticket || !normal || minutes < LEAST_HELD || minutes < FAR_OVER * normal) return null;
  const values = { counter: counter.number, number: counter.ticket.number, minutes, usual: Math.max(1, Math.round(normal)) };
  return alert("notice", "clock", "long", { values, verb: "see_counter", action: { kind: "counter", counter: counter.number } });
}

/** @param {Level} urgency
 * @param {string} icon
 * @param {string} lead
 * @param {{values: Record<string, unknown>, verb: string, action: Action, rest?: string}} more
 * @returns {Alert} */
function alert(urgency, icon, lead, { values, verb, action, rest = `${lead}_rest` }) {
  return { level: urgency, icon, lead, rest, values, verb, action };
}

/** Whether the counter's ticket is far over the usual length; the grid marks it.
 * @param {import("/assets/office/hall.js").Counter} counter
 * @param {Usual} usual
 * @param {number} now */
export function isFarOver(counter, usual, now) {
  return counterAlert(counter, usual, now) !== null;
}
