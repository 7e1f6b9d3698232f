import assert from "node:assert/strict";
import { test } from "node:test";

import { apply, heldMinutes, level, longest, queuesOf } from "../../../shared/static/office/hall.js";
import { ago, counter, hall, NOW, queue } from "./hall.js";

/** @param {string} type
 * @param {object} data */
const fact = (type, data) => ({ seq: 11, type, at: ago(0), data });
const called = (/** @type {object} */ more = {}) => fact("ticket_called", { id: 7, number: "A007", queue: "a", counter: 1, calls: 1, ...more });

test("a call puts the ticket at its counter, and takes it from where it was", () => {
  const first = apply(hall({ counters: [counter(1), counter(2)] }), called());
  const second = apply(first, called({ counter: 2 }));
  assert.deepEqual(
    [first, second].map(({ counters }) => counters.map(({ ticket }) => ticket?.number ?? null)),
    [
      ["A007", null],
      [null, "A007"],
    ],
  );
});

test("a second call leaves the time of the first one", () => {
  const ticket = { id: 7, number: "A007", queue: "a", state: /** @type {const} */ ("called"), called_at: ago(4) };
  const state = apply(hall({ counters: [counter(1, { ticket })] }), called({ calls: 2 }));
  assert.deepEqual([state.counters[0].ticket?.called_at, state.counters[0].ticket?.calls], [ago(4), 2]);
});

test("a ticket that is served keeps the time of its call", () => {
  const ticket = { id: 7, number: "A007", queue: "a", state: /** @type {const} */ ("called"), called_at: ago(4) };
  const state = apply(hall({ counters: [counter(1, { ticket })] }), fact("ticket_serving", { id: 7, number: "A007", queue: "a", counter: 1 }));
  const found = state.counters[0].ticket;
  assert.deepEqual([found?.state, found?.called_at, found?.started_at], ["serving", ago(4), ago(0)]);
});

for (const type of ["done", "no_show", "held", "waiting", "transferred", "cancelled", "expired"]) {
  test(`a ticket that is ${type} leaves its counter`, () => {
    const state = apply(apply(hall(), called()), fact(`ticket_${type}`, { id: 7, queue: "a" }));
    assert.equal(state.counters[0].ticket, null);
  });
}

test("a fact of another ticket leaves the counter's ticket alone", () => {
  const state = apply(apply(hall(), called()), fact("ticket_done", { id: 8, queue: "a" }));
  assert.equal(state.counters[0].ticket?.number, "A007");
});

test("a counter that opens names its officer and its queues", () => {
  const before = hall({ counters: [counter(1, { state: "closed" }), counter(2, { state: "closed" })] });
  const { counters } = apply(before, fact("counter_opened", { number: 1, state: "open", reason: null, officer: "minh", queues: ["a", "b"] }));
  assert.deepEqual(
    counters.map(({ state, officer, queues }) => [state, officer, queues]),
    [
      ["open", "minh", ["a", "b"]],
      ["closed", null, ["a"]],
    ],
  );
});

test("a paper that got its number too late stays in view until its ticket stands in line again", () => {
  const late = fact("ticket_renumbered", { id: 7, old: "A007", new: "A012", served: true });
  const kept = apply(hall(), late);
  const other = apply(kept, fact("ticket_waiting", { id: 8, queue: "a" }));
  const gone = apply(other, fact("ticket_waiting", { id: 7, queue: "a" }));
  assert.deepEqual([kept, other, gone].map(({ papers }) => papers.length), [1, 1, 0]);
});

test("a new number in time troubles nobody", () => {
  const state = apply(apply(hall(), called()), fact("ticket_renumbered", { id: 7, old: "A007", new: "A012", served: false, state: "called" }));
  assert.deepEqual([state.papers, state.counters[0].ticket?.number], [[], "A012"]);
});

test("a fact says once which queues it touches", () => {
  const found = [
    fact("ticket_transferred", { from_queue: "a", to_queue: "b" }),
    fact("ticket_waiting", { queue: "a", from_queue: "a" }),
    fact("counter_opened", { queue: "a" }),
  ].map(queuesOf);
  assert.deepEqual(found, [["a", "b"], ["a"], []]);
});

/** @type {Array<[number[], string]>} */
const LEVELS = [
  [[], "fine"],
  [[14], "fine"],
  [[15], "notice"],
  [[3, 30], "notice"],
  [[31, 3], "alert"],
];
for (const [waited, expected] of LEVELS) {
  test(`people who have waited ${waited.join(" and ") || "no"} minutes: ${expected}`, () => {
    const state = hall({ queues: [queue("a", waited.length)], lines: { a: waited } });
    assert.deepEqual([level(state, state.queues[0], NOW), longest(state, state.queues[0], NOW)], [expected, Math.max(0, ...waited)]);
  });
}

test("people who wait before closed counters are nobody's, however short they have waited", () => {
  const state = hall({ queues: [queue("a", 1)], counters: [counter(1, { state: "paused" }), counter(2, { queues: ["b"] })], lines: { a: [1] } });
  assert.equal(level(state, state.queues[0], NOW), "nobody");
});

test("a counter has held its ticket since it was called", () => {
  /** @param {object} times */
  const minutes = (times) => heldMinutes(counter(1, { ticket: { id: 7, number: "A007", queue: "a", state: "serving", ...times } }), NOW);
  assert.deepEqual([minutes({ called_at: ago(9), started_at: ago(7) }), minutes({ started_at: ago(7) }), minutes({})], [9, 7, 0]);
});
