import assert from "node:assert/strict";
import { test } from "node:test";

import { plain } from "../plain.js";

const BOARD = "queue_server/hall/pages/board";
/** @type {Plain.Parts} */
const MotCua = plain("shared/static/plain/plain.js", `${BOARD}/board_settings.js`, `${BOARD}/board_state.js`);

const AT = "2026-06-12T09:30:00+07:00";
const QUEUES = ["a", "b"].map((id) => ({ id, name: id, colour: "#123456" }));

/** @param {number} number
 * @param {string} queue
 * @param {Plain.HeldTicket | null} ticket
 * @returns {Plain.BoardCounter} */
function counter(number, queue, ticket = null) {
  return { number, name: `Quầy ${number}`, state: "open", reason: null, queues: [queue], ticket };
}

/** @param {number} id
 * @param {Partial<Plain.Call>} more
 * @returns {Plain.Call} */
function call(id, more = {}) {
  return { seq: id, id, number: `A00${id}`, counter: 1, queue: "a", calls: 1, at: AT, ...more };
}

/** @param {string} type
 * @param {object} data
 * @param {number} seq
 * @returns {Plain.Fact} */
function fact(type, data, seq = 10) {
  return { seq, type, at: AT, data };
}

/** @param {Plain.Call} found */
function held({ id, number, queue }, state = "called") {
  return { id, number, queue, state };
}

/** A hall with two counters of a queue each.
 * @param {Partial<Pick<Plain.Snapshot, "counters" | "calls">>} more
 * @param {string[] | null} [zone] */
function board(more = {}, zone = null) {
  return MotCua.boardOf({ queues: QUEUES, counters: [counter(1, "a"), counter(2, "b")], calls: [], ...more }, zone);
}

/** @param {Plain.Board} state */
function shown({ calls, counters }) {
  return [calls.map(({ number, counter: at }) => `${number}@${at}`), counters.map(({ ticket }) => (ticket ? `${ticket.number} ${ticket.state}` : null))];
}

test("a call stands on top of the earlier ones and at its counter", () => {
  const before = board({ calls: [call(1)], counters: [counter(1, "a", held(call(1))), counter(2, "b")] });
  const after = MotCua.applyToBoard(before, fact("ticket_called", call(2, { counter: 2, queue: "b" })));
  assert.deepEqual(shown(after), [["A002@2", "A001@1"], ["A001 called", "A002 called"]]);
});

test("a number that is called at another counter has left the first one", () => {
  const before = board({ calls: [call(1)], counters: [counter(1, "a", held(call(1))), counter(2, "b")] });
  const after = MotCua.applyToBoard(before, fact("ticket_called", call(1, { counter: 2, calls: 2 })));
  assert.deepEqual(shown(after), [["A001@2"], [null, "A001 called"]]);
});

test("the board keeps six calls", () => {
  let state = board();
  for (let id = 1; id < 9; id += 1) state = MotCua.applyToBoard(state, fact("ticket_called", call(id)));
  assert.deepEqual(state.calls.map(({ id }) => id), [8, 7, 6, 5, 4, 3]);
});

test("a new number replaces the old one everywhere", () => {
  const before = board({ calls: [call(1)], counters: [counter(1, "a", held(call(1))), counter(2, "b")] });
  assert.deepEqual(shown(MotCua.applyToBoard(before, fact("ticket_renumbered", { id: 1, old: "A001", new: "A901" }))), [["A901@1"], ["A901 called", null]]);
});

test("who is served stays at the counter, who is done leaves it", () => {
  const before = board({ calls: [call(1)], counters: [counter(1, "a", held(call(1))), counter(2, "b")] });
  const serving = MotCua.applyToBoard(before, fact("ticket_serving", call(1)));
  const done = MotCua.applyToBoard(serving, fact("ticket_done", { id: 1 }));
  assert.deepEqual([shown(serving)[1], shown(done)], [["A001 serving", null], [["A001@1"], [null, null]]]);
});

test("a screen of some queues shows their counters and calls only", () => {
  const state = board({ calls: [call(1), call(2, { counter: 2, queue: "b" })] }, ["b"]);
  const after = MotCua.applyToBoard(state, fact("ticket_called", call(3)));
  assert.deepEqual([state.counters.map(({ number }) => number), after.calls.map(({ id }) => id)], [[2], [2]]);
});

test("a screen of all queues is not a restricted one", () => {
  assert.equal(board({}, ["a", "b"]).shown, null);
});

test("a counter that is given other queues enters and leaves a screen of some", () => {
  const state = board({}, ["b"]);
  const entered = MotCua.applyToBoard(state, fact("counter_rearranged", { ...counter(1, "b"), queues: ["a", "b"] }));
  const left = MotCua.applyToBoard(entered, fact("counter_rearranged", { ...counter(2, "a") }));
  assert.deepEqual([entered, left].map(({ counters }) => counters.map(({ number }) => number)), [[1, 2], [1]]);
});

test("a paused counter says why", () => {
  const after = MotCua.applyToBoard(board(), fact("counter_paused", { number: 2, state: "paused", reason: "Họp" }));
  assert.deepEqual(after.counters.map(({ state, reason }) => [state, reason]), [["open", null], ["paused", "Họp"]]);
});

test("a new day has no calls of the day before", () => {
  const state = board({ calls: [call(2, { at: "2026-06-13T08:00:00+07:00" }), call(1)] });
  assert.deepEqual(MotCua.boardOfDay(state, "2026-06-13").calls.map(({ id }) => id), [2]);
  assert.equal(MotCua.boardOfDay(state, "2026-06-12"), state);
});

test("a fact that the board shows nothing of leaves it as it is", () => {
  const state = board();
  assert.equal(MotCua.applyToBoard(state, { seq: 11, type: "hidden" }), state);
});

const NOBODY = { next: [], last: null };

/** The board after a fact, and the calls that wait then.
 * @param {Plain.Board} state
 * @param {Plain.Waiting} waiting
 * @param {Plain.Fact} next */
function heard(state, waiting, next) {
  const after = MotCua.applyToBoard(state, next);
  return { state: after, waiting: MotCua.waitingAfterFact(waiting, next, after) };
}

test("calls wait to be shown one after another, and a recall takes no second place", () => {
  let now = { state: board(), waiting: /** @type {Plain.Waiting} */ (NOBODY) };
  const facts = [call(1), call(2, { seq: 2, counter: 2 }), call(1, { seq: 3, calls: 2 })].map((one) => fact("ticket_called", one, one.seq));
  for (const one of facts) now = heard(now.state, now.waiting, one);
  assert.deepEqual([now.waiting.next.map(({ id, calls }) => [id, calls]), now.waiting.last?.seq], [[[1, 2], [2, 1]], 3]);
});

test("who comes before their call was shown is not called any more", () => {
  const first = heard(board(), NOBODY, fact("ticket_called", call(1), 1));
  assert.deepEqual(heard(first.state, first.waiting, fact("ticket_serving", call(1), 2)).waiting.next, []);
});

test("a waiting call changes its number, and one that was heard under the old number is called anew", () => {
  const first = heard(board(), NOBODY, fact("ticket_called", call(1), 1));
  const renumbered = fact("ticket_renumbered", { id: 1, old: "A001", new: "A901" }, 2);
  const waited = heard(first.state, first.waiting, renumbered);
  const called = heard(first.state, { next: [], last: first.waiting.last }, renumbered);
  assert.deepEqual([waited, called].map(({ waiting }) => waiting.next.map(({ number }) => number)), [["A901"], ["A901"]]);
});

test("of the calls of the time away only the newest that still waits is shown", () => {
  const state = board({ calls: [call(3, { at: "2026-06-12T09:31:00+07:00" }), call(2, { counter: 2 })], counters: [counter(1, "a", held(call(3))), counter(2, "b", held(call(2)))] });
  const after = MotCua.waitingAfterSnapshot({ next: [], last: call(1) }, state);
  assert.deepEqual([after.next.map(({ id }) => id), after.last?.id], [[3], 3]);
});

test("a call that was heard before the link broke is not called again", () => {
  const state = board({ calls: [call(1)], counters: [counter(1, "a", held(call(1))), counter(2, "b")] });
  assert.deepEqual(MotCua.waitingAfterSnapshot({ next: [], last: call(1) }, state).next, []);
});

test("a lower number at a later time is a new call: the server's diary was put back", () => {
  const again = call(1, { at: "2026-06-12T09:40:00+07:00" });
  const state = board({ calls: [again], counters: [counter(1, "a", held(again)), counter(2, "b")] });
  assert.deepEqual(MotCua.waitingAfterSnapshot({ next: [], last: call(7) }, state).next, [again]);
});

test("what waited and still holds stays, with what was changed meanwhile", () => {
  const state = board({ calls: [], counters: [counter(1, "a"), counter(2, "b", held(call(1, { number: "A901" })))] });
  const after = MotCua.waitingAfterSnapshot({ next: [call(1), call(2)], last: call(2) }, state);
  assert.deepEqual(after.next.map(({ number, counter: at }) => [number, at]), [["A901", 2]]);
});

test("the volume follows the hours of the day, also over midnight, and silence wins", () => {
  MotCua.setZone(AT);
  const settings = /** @type {Plain.Settings} */ ({ volume: 80, hours: [{ days: [5], start: 22 * 60, end: 6 * 60, volume: 20 }, { days: [6], start: 5 * 60, end: 5 * 60 + 30, volume: 0 }] });
  const at = (/** @type {string} */ time) => MotCua.volumeAt(settings, Date.parse(`2026-06-${time}:00+07:00`));
  assert.deepEqual(["12T21:59", "12T22:00", "13T04:59", "13T05:10", "13T05:40", "13T06:00", "13T23:00"].map(at), [80, 20, 20, 0, 20, 80, 80]);
});
