import assert from "node:assert/strict";
import { test } from "node:test";

import { availability, rowDeeds } from "../../../../counter_panel/static/rules.js";

/** @param {Partial<Wire.Ticket>} more
 * @returns {Wire.WaitingTicket} */
function ticket(more = {}) {
  return {
    id: 1, number: "A001", queue: "a", procedures: [], stop: 0, purpose: "submit", priority: null, lang: "vi", state: "waiting", ahead: 0, estimate: null,
    told: null, delayed_until: null, counters: [1], counter: null, calls: 0, issued_at: "2026-06-12T09:00:00+07:00", called_at: null, started_at: null,
    finished_at: null, outcome: null, documents: [], held_reason: null, held_until: null, note: null, offline: false, kiosk: null, follow_url: null,
    dossiers: [], appointment_at: null, allowed: null, order: { reason: "arrival", text: "" }, waits_since: "2026-06-15T08:00:00+07:00", waited_minutes: 0, ...more,
  };
}

/** @param {Partial<Wire.Panel>} more
 * @param {Partial<Wire.PanelCounter>} counter
 * @returns {Wire.Panel} */
function panel(more = {}, counter = {}) {
  return {
    seq: 1, now: "2026-06-12T09:30:00+07:00", order: (more.waiting ?? []).map(({ id }) => [id, "arrival"]), counter: { number: 1, name: "Quầy 1", state: "open", reason: null, officer: null, queues: ["a"], allowed: more.ticket ? [] : ["call", "pause", "close"], ...counter },
    ticket: null, waiting: [], waiting_total: more.waiting?.length ?? 0, waiting_allowed: ["call", "hold", "transfer", "priority", "cancel"], held: [], recent: [], undo: null, policy: "", usual_minutes: null, ...more,
  };
}

const PAGE = { connected: true, timeOf: () => "09:20" };
const CALLED = ticket({ state: "called", calls: 2, allowed: ["recall", "start", "finish", "no-show", "hold", "put-back", "transfer", "priority", "cancel"] });
const SERVING = ticket({ state: "serving", calls: 1, started_at: "2026-06-12T09:20:00+07:00", allowed: ["finish", "hold", "transfer", "take-in"] });

/** The buttons that can be pressed, and the blue one.
 * @param {Wire.Panel} shown
 * @param {Partial<Parameters<typeof availability>[1]>} page */
function pressable(shown, page = {}) {
  const actions = availability(shown, { ...PAGE, ...page });
  const names = Object.keys(actions).sort();
  return { on: names.filter((name) => actions[name].on), blue: names.filter((name) => actions[name].blue) };
}

test("a free counter calls the next number where somebody waits", () => {
  assert.deepEqual(pressable(panel({ waiting: [ticket()] })), { on: ["close", "next", "pause"], blue: ["next"] });
  assert.deepEqual(pressable(panel()), { on: ["close", "pause"], blue: [] });
});

test("somebody who waits can be called before their row has come", () => {
  assert.deepEqual(pressable(panel({ waiting_total: 3 })), { on: ["close", "next", "pause"], blue: ["next"] });
  const actions = availability(panel({ waiting_total: 3, ticket: SERVING }), PAGE);
  assert.deepEqual([actions["finish-next"].on, actions["finish-next"].why], [true, null]);
});

test("whoever stands behind somebody whose row has not come is not named as the next", () => {
  const behind = { waiting: [ticket({ id: 2, number: "A002" })], waiting_total: 2 };
  /** @type {Wire.Panel["order"]} */
  const order = [[1, "arrival"], [2, "arrival"]];
  const named = [panel({ ...behind, order }), panel({ ...behind, order, ticket: SERVING }), panel(behind)].map((shown) => {
    const { next, "finish-next": onward } = availability(shown, PAGE);
    return [next, onward].map(({ on, why }) => [on, why?.values?.number ?? null]);
  });
  assert.deepEqual(named, [
    [[true, null], [false, null]],
    [[false, "A001"], [true, null]],
    [[true, "A002"], [false, null]],
  ]);
});

test("a called number can be started, called again, missed, put back, and all else but taken in", () => {
  const on = ["cancel", "finish", "finish-next", "hold", "money", "no-show", "priority", "put-back", "recall", "start", "transfer"];
  assert.deepEqual(pressable(panel({ ticket: CALLED })), { on, blue: ["start"] });
});

test("a served number can be taken in and finished, and cannot be missed any more", () => {
  const on = ["accept", "finish", "finish-next", "hold", "money", "refuse", "supplement", "transfer"];
  assert.deepEqual(pressable(panel({ ticket: SERVING })), { on, blue: ["finish-next"] });
});

test("a number with a dossier has a move of its own", () => {
  assert.deepEqual([[], ["H1"]].map((dossiers) => pressable(panel({ ticket: { ...SERVING, dossiers } })).on.includes("case")), [false, true]);
});

test("only a supervisor closes a counter that is busy", () => {
  /** @type {Wire.CounterMove[][]} */
  const told = [[], ["pause", "close"]];
  assert.deepEqual(told.map((allowed) => pressable(panel({ ticket: CALLED }, { allowed })).on.includes("close")), [false, true]);
});

test("a counter that is paused or closed calls nobody and says why", () => {
  const states = /** @type {const} */ (["paused", "closed"]);
  const why = states.map((state) => availability(panel({ waiting: [ticket()] }, { state, allowed: ["open"] }), PAGE).next.why?.key);
  assert.deepEqual(why, ["why.paused", "why.closed"]);
});

test("a counter that is closed can only be opened, and one key does it", () => {
  const closed = panel({}, { state: "closed", allowed: ["open"] });
  assert.deepEqual(pressable(closed).on, ["pause"]);
  assert.deepEqual(pressable(panel({}, { allowed: [] })).on, []);
});

test("what the server offers to undo can be undone", () => {
  const undo = { ticket: 1, number: "A001", state: /** @type {const} */ ("done"), label: "", blocked: false, until: "2026-06-12T09:31:00+07:00" };
  assert.deepEqual([panel(), panel({ undo })].map((shown) => pressable(shown).on.includes("undo")), [false, true]);
});

test("a page that is cut off can press nothing", () => {
  const actions = availability(panel({ ticket: CALLED, waiting: [ticket()] }), { ...PAGE, connected: false });
  assert.deepEqual([...new Set(Object.values(actions).map(({ on, why, blue }) => JSON.stringify([on, why?.key, Boolean(blue)])))], ['[false,"why.cut_off",false]']);
});

test("a button that cannot be pressed says why", () => {
  const reasons = [panel(), panel({ ticket: CALLED }), panel({ ticket: SERVING })].map((shown) => {
    const { start, accept, pause } = availability(shown, PAGE);
    return [start, accept, pause].map(({ why }) => why && [why.key, why.values]);
  });
  assert.deepEqual(reasons, [
    [["why.not_called", undefined], ["why.no_ticket", undefined], null],
    [null, ["why.not_serving", undefined], ["why.busy", { number: "A001" }]],
    [["why.started", { time: "09:20" }], null, ["why.busy", { number: "A001" }]],
  ]);
});

test("a row offers what the server allows, in the dialog's order, and a call only where the counter may call", () => {
  const here = panel();
  assert.deepEqual(rowDeeds(ticket({ allowed: ["undo", "cancel", "resume"] }), here), ["resume", "cancel"]);
  assert.deepEqual(rowDeeds(ticket({ allowed: ["call", "cancel"] }), panel({}, { allowed: ["open"] })), ["cancel"]);
  assert.deepEqual(rowDeeds(ticket({ allowed: [] }), here), []);
});

test("a number that was given since is treated as whoever waits here", () => {
  assert.deepEqual(rowDeeds({}, panel()), ["call", "priority", "transfer", "hold", "cancel"]);
});

test("a move that the server does not allow cannot be pressed, whatever the state is", () => {
  const yesterdays = { ...SERVING, allowed: /** @type {Wire.TicketMove[]} */ (["hold"]) };
  assert.deepEqual(["finish-next", "finish", "transfer", "hold"].map((name) => availability(panel({ ticket: yesterdays }), PAGE)[name].on), [false, false, false, true]);
});
