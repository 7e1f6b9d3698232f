import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import * as other from "../../socket.js";

const NOON = Date.parse("2026-06-12T12:00:00+07:00");
/** @type {Map<string, () => void>} */
const happens = new Map();
const listens = {
  addEventListener: (/** @type {string} */ name, /** @type {() => void} */ work) => happens.set(name, work),
  removeEventListener: (/** @type {string} */ name) => happens.delete(name),
};
const page = { ...listens, visibilityState: "visible" };
// What stands while the machine sleeps stands for as long as a test says.
let asleep = 0;
Object.assign(globalThis, { document: page, ...listens });
Object.defineProperty(globalThis, "performance", { value: { now: () => Date.now() - asleep } });

const { connect } = await import("../../../../shared/static/link.js");

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout", "setInterval", "Date"], now: NOON });
  page.visibilityState = "visible";
  asleep = 0;
});

/** A link, and what it told its page. */
function link() {
  /** @type {unknown[]} */
  const told = [];
  const it = connect({
    onSnapshot: ({ seq }) => told.push(`snapshot ${seq}`),
    onFact: ({ seq }) => told.push(seq),
    onStatus: (status) => told.push(status),
  });
  return { it, told, socket: other.socket };
}

/** A link that has its snapshot. */
function linked(seq = 10) {
  const found = link();
  found.socket.opens();
  found.socket.say("snapshot", { seq });
  found.told.length = 0;
  return found;
}

const fact = (/** @type {number} */ seq) => ({ seq, type: "ticket_called", at: "", data: {} });

/** @param {number} seconds */
function pass(seconds) {
  for (let step = 0; step < seconds * 20; step += 1) mock.timers.tick(50);
}

test("a link is connected once its snapshot is there, not before", () => {
  const { told, socket } = link();
  socket.opens();
  const before = [...told];
  socket.say("snapshot", { seq: 10 });
  assert.deepEqual([before, told], [[], ["snapshot 10", "connected"]]);
});

test("what came before its snapshot is told after it, without what the snapshot has", () => {
  const { told, socket } = link();
  socket.opens();
  for (const seq of [11, 10, 12]) socket.say("fact", fact(seq));
  socket.say("snapshot", { seq: 10 });
  assert.deepEqual(told, ["snapshot 10", "connected", 11, 12]);
});

test("a fact that is missing is asked for", () => {
  const { told, socket } = linked();
  socket.say("fact", fact(12));
  const before = [...told];
  pass(0.25);
  const asked = socket.did.at(-1);
  socket.say("fact", fact(11));
  assert.deepEqual([before, asked, told], [[], ["resume", { after: 10 }], [11, 12]]);
});

test("a fact that the page cannot draw costs it no other one", () => {
  /** @type {number[]} */
  const drawn = [];
  connect({
    onFact: ({ seq }) => {
      if (seq === 11) throw new Error("cannot draw this");
      drawn.push(seq);
    },
  });
  const { error } = console;
  console.error = () => undefined;
  other.socket.opens();
  other.socket.say("snapshot", { seq: 10 });
  other.socket.say("fact", fact(11));
  other.socket.say("fact", fact(12));
  console.error = error;
  assert.deepEqual(drawn, [12]);
});

test("six silent seconds end a connection, and a new one is made", () => {
  const { told, socket } = linked();
  pass(5.9);
  const before = [...told];
  pass(0.2);
  assert.deepEqual([before, told, socket.did.slice(-2)], [[], ["disconnected"], ["disconnect", "connect"]]);
});

test("heartbeats keep a connection", () => {
  const { told, socket } = linked();
  for (let beat = 0; beat < 10; beat += 1) {
    pass(2);
    socket.say("heartbeat", { seq: 10 });
  }
  assert.deepEqual(told, []);
});

test("before the snapshot a heartbeat is no sign of life", () => {
  const { told, socket } = link();
  socket.opens();
  for (let beat = 0; beat < 4; beat += 1) {
    pass(2);
    socket.say("heartbeat", { seq: 10 });
  }
  assert.deepEqual(told, ["disconnected"]);
});

test("what waited while the machine slept is not told as new", () => {
  const { told, socket } = linked();
  mock.timers.setTime(NOON + 60_000);
  asleep = 60_000;
  socket.say("fact", fact(11));
  assert.deepEqual([told, socket.did.at(-1)], [["disconnected"], "connect"]);
});

test("a heartbeat that is lower than the last one means another database: all is asked for anew", () => {
  const { told, socket } = linked();
  pass(2);
  socket.say("heartbeat", { seq: 10 });
  pass(2);
  socket.say("heartbeat", { seq: 4 });
  assert.deepEqual([told, socket.did.at(-1)], [["disconnected"], "connect"]);
});

test("a server that keeps our transport without an answer is left after six seconds", () => {
  const { socket } = link();
  socket.io.engine.readyState = "open";
  pass(5.9);
  const before = socket.did.length;
  pass(0.3);
  assert.deepEqual([before, socket.did], [0, ["disconnect", "connect"]]);
});

test("a refused link is tried again every five seconds", () => {
  const { told, socket } = link();
  socket.refuses("not signed in");
  pass(4.9);
  const before = socket.did.length;
  pass(0.2);
  assert.deepEqual([told, before, socket.did], [["refused"], 0, ["connect"]]);
});

test("a server without its database refuses nobody: it is asked again soon", () => {
  const { told, socket } = link();
  socket.refuses("unavailable");
  pass(0.6);
  assert.deepEqual([told, socket.did], [["disconnected"], ["connect"]]);
});

test("a connection that the server ended is made again by the page, a broken one by the library", () => {
  const [ended, broken] = [linked(), linked()];
  ended.socket.breaks("io server disconnect");
  broken.socket.breaks("transport close");
  pass(0.6);
  assert.deepEqual([ended.told, ended.socket.did], [["disconnected"], ["connect"]]);
  assert.deepEqual([broken.told, broken.socket.did], [["disconnected"], []]);
});

test("somebody who looks at the page again waits out no delay", () => {
  const { socket } = linked();
  socket.breaks("transport close");
  page.visibilityState = "hidden";
  happens.get("visibilitychange")?.();
  const hidden = [...socket.did];
  page.visibilityState = "visible";
  happens.get("visibilitychange")?.();
  assert.deepEqual([hidden, socket.did], [[], ["disconnect", "connect"]]);
});

test("a page that was refused is not asked for by looking at it", () => {
  const { socket } = link();
  socket.refuses("not signed in");
  happens.get("online")?.();
  assert.deepEqual(socket.did, []);
});

test("the open dossier is said again after every reconnection", () => {
  const { it, socket } = linked();
  it.open("H-2026-0001");
  socket.breaks("transport close");
  socket.opens();
  socket.say("snapshot", { seq: 20 });
  it.open(null);
  const open = ["open_dossier", { code: "H-2026-0001" }];
  assert.deepEqual(socket.did, [open, open, "close_dossier"]);
});

test("a closed link does nothing any more", () => {
  const { it, told, socket } = linked();
  it.close();
  told.length = 0;
  pass(20);
  assert.deepEqual([told, socket.did, happens.size], [[], ["disconnect"], 0]);
});
