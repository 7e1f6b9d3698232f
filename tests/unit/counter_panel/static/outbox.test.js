import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { kept, wire } from "../../page.js";

const { Outbox } = await import("../../../../counter_panel/static/outbox.js");

const OK = { status: 200, body: { id: 7 } };
const NOON = Date.parse("2026-06-12T12:00:00+07:00");

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout", "Date"], now: NOON });
  wire.sent.length = wire.answers.length = 0;
  kept.clear();
});

/** Lets so many seconds pass, with all that happens in them.
 * @param {number} seconds */
async function pass(seconds) {
  for (let tenth = 0; tenth < seconds * 10; tenth += 1) {
    mock.timers.tick(100);
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const outbox = (person = "minh") => new Outbox(3, person, () => undefined);
const recall = (/** @type {ReturnType<typeof outbox>} */ box) => box.send("/api/v1/tickets/7/recall", {}, "Gọi lại A007");
const keys = () => new Set(wire.sent.map(({ key }) => key)).size;

test("an answered deed waits for nothing", async () => {
  wire.answers.push(OK);
  const box = outbox();
  assert.deepEqual([await recall(box), box.waiting, kept.size], [{ id: 7 }, null, 0]);
});

test("a deed without an answer is sent again under its own key until there is one", async () => {
  const box = outbox();
  const done = recall(box);
  await pass(3);
  const before = [box.waiting?.words, box.waiting?.lost];
  wire.answers.push(OK);
  await pass(2);
  assert.deepEqual([before, await done, box.waiting, keys()], [["Gọi lại A007", true], { id: 7 }, null, 1]);
});

test("a refusal ends the deed: it is not sent again", async () => {
  wire.answers.push({ status: 409, body: { code: "counter_busy", title: "Quầy đang bận" } });
  const box = outbox();
  await assert.rejects(recall(box), { title: "Quầy đang bận" });
  assert.deepEqual([box.waiting, wire.sent.length], [null, 1]);
});

test("an answer of what stands before the server is none", async () => {
  wire.answers.push({ status: 502, body: null }, OK);
  const box = outbox();
  const done = recall(box);
  await pass(2);
  assert.deepEqual([await done, wire.sent.length, keys()], [{ id: 7 }, 2, 1]);
});

test("after a minute without an answer nobody but the officer sends it again", async () => {
  const box = outbox();
  const failed = assert.rejects(recall(box), { code: "unanswered" });
  await pass(70);
  await failed;
  const tries = wire.sent.length;
  await pass(10);
  assert.deepEqual([box.isFresh, box.waiting?.lost, wire.sent.length], [false, true, tries]);
  wire.answers.push(OK);
  const again = box.again();
  await pass(2);
  assert.deepEqual([await again, box.waiting, keys()], [{ id: 7 }, null, 1]);
});

test("the same deed pressed once more keeps its key, another one gets its own", async () => {
  const box = outbox();
  const first = assert.rejects(recall(box), { code: "unanswered" });
  await pass(1);
  const second = assert.rejects(recall(box), { code: "unanswered" });
  await pass(1);
  await first;
  assert.equal(keys(), 1);
  wire.answers.push(OK);
  const other = box.send("/api/v1/tickets/7/start", {}, "Bắt đầu A007");
  await pass(2);
  assert.deepEqual([await other, keys()], [{ id: 7 }, 2]);
  await second;
});

test("a page that was loaded anew knows the deed that its officer left behind", async () => {
  assert.rejects(recall(outbox()), { code: "unanswered" });
  await pass(1);
  const again = outbox();
  assert.deepEqual([again.waiting?.words, again.waiting?.lost, again.isFresh], ["Gọi lại A007", true, true]);
  await pass(61);
});

test("nobody sends another officer's deed", async () => {
  assert.rejects(recall(outbox()), { code: "unanswered" });
  await pass(1);
  assert.equal(outbox("lan").waiting, null);
  await pass(61);
});

test("a deed with people's data is forgotten with the page", async () => {
  const box = outbox();
  assert.rejects(box.send("/api/v1/tickets/7/dossiers", { applicant: { name: "An" } }, "Nhận hồ sơ", { secret: true }), { code: "unanswered" });
  await pass(1);
  assert.deepEqual([box.waiting?.words, kept.size], ["Nhận hồ sơ", 0]);
  await pass(61);
});

test("what is dropped is sent no more", async () => {
  const box = outbox();
  const failed = assert.rejects(recall(box), { code: "unanswered" });
  await pass(1);
  box.drop();
  await pass(1);
  await failed;
  const tries = wire.sent.length;
  await pass(5);
  assert.deepEqual([box.waiting, wire.sent.length], [null, tries]);
});
