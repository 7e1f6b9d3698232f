import assert from "node:assert/strict";
import { test } from "node:test";

import { alertsOf, isFarOver } from "../../../queue_server/hall/pages/supervisor/alerts.js";
import { ago, counter, device, hall, NOW, queue } from "./hall.js";

/** @param {ReturnType<typeof hall>} state
 * @param {Partial<Parameters<typeof alertsOf>[1]>} more */
const alerts = (state, more = {}) => alertsOf(state, { usual: {}, pairings: [], now: NOW, papers: state.papers, ...more });

/** What is said, and what can be done about it.
 * @param {ReturnType<typeof alerts>} found */
const said = (found) => found.map(({ lead, rest, verb }) => [lead, rest, verb]);

const busy = (/** @type {Parameters<typeof counter>[1]} */ helper) =>
  hall({ queues: [queue("a", 2)], counters: [counter(1), counter(2, helper)], lines: { a: [31, 2] } });

/** @type {import("./hall.js").Counter["ticket"]} */
const TICKET = { id: 7, number: "A007", queue: "a", state: "serving", called_at: ago(20) };

test("a quiet hall has no alert", () => assert.deepEqual(alerts(hall({ devices: [device("kiosk-1")] })), []));

test("what is in doubt comes first and opens what is to be known of it", () => {
  const doubt = /** @type {Wire.Doubt} */ ({ kind: "records", subject: "", since: "2026-06-15T08:05:00.000+07:00", detail: { found: 3, known: 9 } });
  const [alert] = alerts(busy({ state: "paused" }), { doubts: [doubt] });
  assert.deepEqual(said([alert]), [["doubt_records", "doubt_records_rest", "look_into"]]);
  assert.deepEqual([alert.values, alert.action], [
    { subject: "", since: "08:05", found: 3, known: 9 },
    { kind: "doubt", doubt },
  ]);
});

test("marks that could not be read are not said to show a loss", () => {
  const doubt = /** @type {Wire.Doubt} */ ({ kind: "records", subject: "", since: "2026-06-15T08:05:00.000+07:00", detail: { unreadable: 1 } });
  const [alert] = alerts(hall(), { doubts: [doubt] });
  assert.deepEqual(said([alert]), [["doubt_records_unreadable", "doubt_records_unreadable_rest", "look_into"]]);
});

test("an overloaded queue names the counter that can be reopened", () => {
  const [alert] = alerts(busy({ state: "paused" }));
  assert.deepEqual(said([alert]), [["overloaded", "overloaded_rest", "reopen"]]);
  assert.deepEqual([alert.action, alert.values], [
    { kind: "reopen", counter: 2 },
    { queue: "Hàng a", waiting: 2, longest: 31, counter: 2 },
  ]);
});

test("a closed counter is opened at its own panel", () => {
  const [alert] = alerts(busy({ state: "closed" }));
  assert.deepEqual([alert.verb, alert.action], ["open_more", { kind: "panel", counter: 2 }]);
});

test("without a counter that could help, the queue is shown", () => {
  const [alert] = alerts(busy({ state: "closed", queues: ["b"] }));
  assert.deepEqual([alert.verb, alert.action], ["see_queue", { kind: "queue", queue: "a" }]);
});

test("the counter that has the queue first helps", () => {
  const state = hall({
    queues: [queue("a", 1)],
    counters: [counter(1, { state: "closed", queues: ["b", "a"] }), counter(2, { state: "closed" })],
    lines: { a: [5] },
  });
  assert.deepEqual(said(alerts(state)), [["nobody", "nobody_rest", "open_one"]]);
  assert.deepEqual(alerts(state)[0].action, { kind: "panel", counter: 2 });
});

test("of somebody who has just come nobody says how long they have waited", () => {
  const state = hall({ queues: [queue("a", 1)], counters: [], lines: { a: [0] } });
  assert.deepEqual(said(alerts(state)), [["nobody", "just_come", "see_queue"]]);
});

test("the queue whose people have waited longest comes first", () => {
  const state = hall({ queues: [queue("a", 1), queue("b", 1)], counters: [], lines: { a: [5], b: [9] } });
  assert.deepEqual(alerts(state).map(({ values }) => values.queue), ["Hàng b", "Hàng a"]);
});

test("what is dangerous stands before what is to be noticed", () => {
  const state = hall({ devices: [device("kiosk-1", { troubles: ["paper_low"] }), device("kiosk-2", { troubles: ["paper_out"] })] });
  assert.deepEqual(alerts(state, { pairings: [{ code: "123456" }] }).map(({ lead, level }) => [lead, level]), [
    ["paper_out", "danger"],
    ["pairing", "notice"],
    ["paper_low", "notice"],
  ]);
});

test("a code is shown as the screen shows it", () => {
  assert.deepEqual(alerts(hall(), { pairings: [{ code: "123456" }] })[0].values, { code: "123 456" });
});

test("a device that is cut off has no other trouble", () => {
  /** @type {Partial<Wire.Device>} */
  const away = { condition: "cut_off", last_seen: ago(5), troubles: ["paper_out"] };
  const state = hall({ devices: [device("kiosk-1", away), device("tv-1", { ...away, role: "display" })] });
  assert.deepEqual(said(alerts(state)), [
    ["cut_off", "cut_off_kiosk_rest", "see_device"],
    ["cut_off", "cut_off_rest", "see_device"],
  ]);
});

test("a device that was never there is not missed", () => {
  assert.deepEqual(alerts(hall({ devices: [device("kiosk-1", { condition: "never", last_seen: null })] })), []);
});

test("a fault without a known trouble is still one", () => {
  assert.deepEqual(said(alerts(hall({ devices: [device("kiosk-1", { condition: "fault" })] }))), [["fault", "fault_rest", "see_device"]]);
});

test("numbers that were set aside are named", () => {
  const numbers = [{ number: "A007", reason: "queue_closed" }, { number: "B012", reason: null }];
  const told = device("kiosk-1", { detail: { set_aside: 2 }, troubles: ["set_aside"], set_aside: numbers });
  const [{ lead, values }] = alerts(hall({ devices: [told] }));
  assert.deepEqual([lead, values.count, values.numbers], ["set_aside", 2, "A007, B012"]);
});

test("a paper that came too late says whether its number was served", () => {
  const renumbered = [true, false].map((served, seq) => ({ seq, at: ago(1), data: { id: 7, old: "A007", new: "A012", counter: null, served } }));
  assert.deepEqual(alerts(hall({ renumbered })).map(({ rest, values }) => [rest, values.counter]), [
    ["paper_served", "–"],
    ["paper_in_vain", "–"],
  ]);
});

/** @type {Array<[string, number | undefined, boolean]>} */
const LONG = [
  ["twice the usual length", 10, true],
  ["less than twice", 10.1, false],
  ["an unknown usual length", undefined, false],
];
for (const [what, usual, expected] of LONG) {
  test(`twenty minutes at a counter against ${what}: ${expected ? "told" : "not told"}`, () => {
    const state = hall({ counters: [counter(1, { ticket: TICKET })] });
    /** @type {Record<string, number>} */
    const known = usual === undefined ? {} : { a: usual };
    assert.deepEqual([alerts(state, { usual: known }).length, isFarOver(state.counters[0], known, NOW)], [expected ? 1 : 0, expected]);
  });
}

test("a short service may last three times its length without a word", () => {
  const ticket = { ...TICKET, called_at: ago(14) };
  assert.equal(isFarOver(counter(1, { ticket }), { a: 4 }, NOW), false);
});
