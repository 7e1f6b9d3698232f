import assert from "node:assert/strict";
import { test } from "node:test";

import { pieces } from "../../../../kiosk/pages/static/parts/marks.js";
import { noneLeft, noticeOf } from "../../../../kiosk/pages/static/parts/queue_notice.js";
import { firstDay, standingOf } from "../../../../kiosk/pages/static/screens/appointment/appointment_standing.js";
import { bestHours } from "../../../../kiosk/pages/static/screens/appointment/best_hours.js";
import { sortedByMatter } from "../../../../kiosk/pages/static/screens/finding/by_matter.js";
import { Countdown } from "../../../../kiosk/pages/static/screens/taking/countdown.js";
import { kindOf } from "../../../../kiosk/pages/static/screens/papers/dossier_kind.js";
import { missingOf, tickedOf, tickOf } from "../../../../kiosk/pages/static/screens/papers/papers_missing.js";
import { backTo, leavesAtBack } from "../../../../kiosk/pages/static/visit/way.js";

/** @type {Agent.Queue} */
const QUEUE = {
  id: "q1", name: "Hộ tịch", prefix: "A", colour: "#123456", waiting: 0, counters: [1], counters_open: [1],
  paused: false, closed: false, full: false, late: false, left: null, estimate: null, spent: false,
};
const ONLINE = /** @type {const} */ ({ link: "connected", alone: { ready: false, undelivered: 0 } });
const ALONE = /** @type {const} */ ({ link: "disconnected", alone: { ready: true, undelivered: 0 } });

test("of all that a queue has to say, what matters most is said", () => {
  const all = { ...QUEUE, full: true, late: true, paused: true, closed: true };
  const rows = [all, { ...all, full: false }, { ...all, full: false, late: false }, { ...QUEUE, closed: true }, QUEUE, null];
  assert.deepEqual(rows.map((row) => noticeOf(row, ONLINE, false)), ["full", "late", "paused", "closed", null, null]);
});

test("a promised number is given though the day's are used up", () => {
  assert.equal(noticeOf({ ...QUEUE, full: true }, ONLINE, true), null);
});

test("without the server a queue's figures are not spoken of", () => {
  const notices = [{ ...QUEUE, full: true }, { ...QUEUE, spent: true }].map((row) => noticeOf(row, ALONE, false));
  assert.deepEqual(notices, ["away", "spent"]);
});

test("a kiosk that may give no numbers alone says so of every queue", () => {
  const agent = { ...ALONE, alone: { ready: false, undelivered: 0 } };
  assert.deepEqual([QUEUE, null].map((row) => noticeOf(row, agent, false)), ["away_take", "away_take"]);
});

test("no number is left where the day's or the kiosk's own are used up", () => {
  assert.deepEqual([QUEUE, { ...QUEUE, full: true }, { ...QUEUE, spent: true }, null].map(noneLeft), [false, true, true, false]);
});

test("every second piece of a text is marked", () => {
  assert.deepEqual(pieces("cấp lại thẻ", [[0, 3], [8, 11]]), ["", "cấp", " lại ", "thẻ", ""]);
});

test("a mark within a mark is left out", () => {
  assert.deepEqual(pieces("abcdef", [[1, 4], [2, 5]]), ["a", "bcd", "ef"]);
});

test("an appointment that was used or ended is neither early nor late", () => {
  /** @type {Array<Parameters<typeof standingOf>[0]["state"]>} */
  const states = ["checked_in", "late", "cancelled", "missed"];
  assert.deepEqual(states.map((state) => standingOf({ state, today: true, standing: "now" })), ["used", "used", "over", "over"]);
});

test("of an appointment of today the server says how it stands, and not of another day's", () => {
  const of = (/** @type {boolean} */ today) => standingOf({ state: "booked", today, standing: "early" });
  assert.deepEqual([of(true), of(false)], ["early", "other_day"]);
});

test("the next day with a free time is shown first, today only where there is no other", () => {
  const day = (/** @type {string} */ name, free = true) => ({ day: name, open: true, label: { vi: "", en: "" }, slots: free ? [{ at: "", time: "", left: 1 }] : [] });
  const weeks = [
    [day("1"), day("2", false), day("3")],
    [day("1"), day("2", false)],
    [day("1", false), day("2", false)],
    [],
  ];
  assert.deepEqual(weeks.map(firstDay), ["3", "1", null, null]);
});

test("the quietest hours that are still to come are recommended, where they are quiet", () => {
  const hour = (/** @type {number} */ at, /** @type {number} */ tickets, /** @type {"quiet" | "usual" | "busy"} */ level) => ({ hour: at, tickets, level, wait_minutes: null });
  const hours = [hour(7, 1, "quiet"), hour(8, 9, "busy"), hour(13, 2, "quiet"), hour(14, 2, "quiet"), hour(15, 3, "quiet")];
  const best = [0, 8, 15, 16].map((from) => bestHours(hours, from).map((one) => one.hour));
  assert.deepEqual([...best, bestHours([hour(8, 1, "usual")], 0)], [[7], [13, 14], [15], [], []]);
});

test("every hit stands under the first matter that it fits, or among the rest", () => {
  const hit = (/** @type {string} */ id) => ({ id, title: id, field: { id: "f", name: "", prefix: "", colour: "" }, queue: null, time: { vi: "", en: "" } });
  const name = (/** @type {string} */ vi) => ({ vi, en: vi });
  const { groups, rest } = sortedByMatter(["a", "b", "c", "d"].map(hit), [
    { name: name("one"), items: ["b", "x"] },
    { name: name("two"), items: ["b", "a"] },
  ]);
  assert.deepEqual([groups.map((group) => [group.name.vi, group.items.map((one) => one.id)]), rest.map((one) => one.id)], [[["one", ["b"]], ["two", ["a"]]], ["c", "d"]]);
});

test("the countdown begins with the paper, and is over once", () => {
  const time = new Countdown(20);
  const before = [time.left(99_000), time.runs, time.over(99_000)];
  time.begin(100_000);
  assert.deepEqual([before, time.left(105_000), time.share(105_000), time.over(119_999), time.over(120_000)], [[20, false, false], 15, 75, false, true]);
});

test("a number that is kept on the screen stays there", () => {
  const time = new Countdown(20);
  time.begin(0);
  time.kept = true;
  assert.deepEqual([time.runs, time.begun, time.over(60_000), time.share(60_000)], [false, true, false, 100]);
});

test("a second paper stops the countdown until it is out", () => {
  const time = new Countdown(20);
  time.begin(0);
  time.stop();
  assert.deepEqual([time.begun, time.over(60_000)], [false, false]);
});

test("a dossier is told by what the server says of it, and one that is worked on by its day", () => {
  /** @type {Wire.Standing[]} */
  const told = ["registered", "supplement", "payment", "ready", "papers", "returned"];
  assert.deepEqual(told.map((standing) => kindOf({ standing, overdue: true })), told);
  assert.deepEqual([kindOf({ standing: "working", overdue: true }), kindOf({ standing: "accepted", overdue: false })], ["late", "working"]);
});

test("papers that are needed only sometimes are never missing", () => {
  const paper = (/** @type {string} */ name, conditional = false) => ({ name, note: null, show_only: false, conditional });
  const procedure = { id: "p", documents: [paper("form"), paper("card"), paper("proxy", true)] };
  const ticked = new Set([tickOf("p", "form"), tickOf("p", "proxy"), tickOf("other", "card")]);
  assert.deepEqual([missingOf(procedure, ticked).map((one) => one.name), tickedOf([procedure, procedure], ticked)], [["card"], ["form", "proxy"]]);
});

test("the way back goes to the last screen of that name, or to a new one behind the start", () => {
  const path = ["home", "find", "confirm", "find", "done"].map((name) => ({ name }));
  const names = (/** @type {string} */ name) => backTo(path, name).map((step) => step.name);
  assert.deepEqual([names("find"), names("receipt")], [["home", "find", "confirm", "find"], ["home", "receipt"]]);
});

test("a step back from the start or from a number ends the visit", () => {
  const paths = [["home"], ["home", "find"], ["home", "done"]].map((names) => names.map((name) => ({ name })));
  assert.deepEqual(paths.map(leavesAtBack), [true, false, true]);
});
