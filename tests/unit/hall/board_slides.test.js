import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { plain } from "../plain.js";

const DAY = "2026-06-12";
/** What the place of the call shows. @type {string | null} */
let picture;
/** Answers the request of a digest, each as long as the page waits for it. @type {Record<string, (status: number) => void>} */
let asked;
/** What the server says belongs to the screen. @type {{status: number, list: any[]}} */
let answer;
/** @type {Plain.Parts} */
let MotCua;

class Request {
  status = 0;
  response = "";
  onload = () => undefined;
  onerror = () => undefined;

  /** @param {string} _method
   * @param {string} url */
  open(_method, url) {
    const digest = url.replace("/media/", "");
    asked[digest] = (status) => {
      this.status = status;
      this.response = digest;
      delete asked[digest];
      if (status) this.onload();
      else this.onerror();
    };
  }

  send() {}
}

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  [picture, asked, answer] = [null, {}, { status: 200, list: [] }];
  MotCua = plain("queue_server/hall/pages/board/board_slides.js");
  Object.assign(globalThis, { XMLHttpRequest: Request });
  Object.assign(URL, { createObjectURL: (/** @type {string} */ digest) => `blob:${digest}`, revokeObjectURL: () => undefined });
  Object.assign(MotCua, {
    ask: (/** @type {unknown[]} */ ...[, , , done]) => /** @type {Function} */ (done)(answer.status, answer.list),
    drawSlide: (/** @type {string | null} */ type, /** @type {string} */ file) => (picture = type && file),
  });
});

/** @param {string} sha256
 * @param {object} more */
const slide = (sha256, more = {}) => ({ sha256, type: "image/png", size: 1, seconds: 10, from_day: null, until_day: null, ...more });

/** The screen has these, and their files.
 * @param {object[]} list */
function has(...list) {
  answer = { status: 200, list };
  MotCua.fetchSlides(null);
  for (let one = Object.keys(asked)[0]; one; one = Object.keys(asked)[0]) asked[one](200);
}

/** What is shown at that second, with or without a call in the place.
 * @param {number} second */
function at(second, free = true, day = DAY) {
  MotCua.turnSlides(second * 1000, day, free);
  return picture;
}

test("announcements take turns, each for its own time", () => {
  has(slide("one"), slide("two", { seconds: 20 }));
  assert.deepEqual([0, 9, 10, 29, 30].map((second) => at(second)), ["blob:one", "blob:one", "blob:two", "blob:two", "blob:one"]);
});

test("a call takes an announcement away, and it is shown again after it", () => {
  has(slide("one"), slide("two"));
  assert.deepEqual([at(0), at(10), at(12, false), at(20)], ["blob:one", "blob:two", null, "blob:two"]);
});

test("only what belongs to the day is shown", () => {
  has(slide("later", { from_day: "2026-06-13" }), slide("over", { until_day: "2026-06-11" }), slide("today", { from_day: DAY, until_day: DAY }));
  assert.deepEqual([at(0), at(10)], ["blob:today", "blob:today"]);
});

test("one picture alone is not drawn again, a film begins again", () => {
  has(slide("one"));
  at(0);
  const again = MotCua.turnSlides(10_000, DAY, true);
  has(slide("film", { type: "video/mp4" }));
  at(20);
  assert.deepEqual([again, MotCua.turnSlides(30_000, DAY, true)], [false, true]);
});

test("what is not fetched yet is not shown; files come one at a time", () => {
  answer = { status: 200, list: [slide("one"), slide("two")] };
  MotCua.fetchSlides(null);
  const first = [at(0), Object.keys(asked)];
  asked.one(200);
  assert.deepEqual([first, at(1), Object.keys(asked)], [[null, ["one"]], "blob:one", ["two"]]);
});

test("a file that the server does not have is left out", () => {
  answer = { status: 200, list: [slide("gone"), slide("two")] };
  MotCua.fetchSlides(null);
  asked.gone(404);
  asked.two(200);
  assert.deepEqual([at(0), Object.keys(asked)], ["blob:two", []]);
});

test("what is here is shown while the server is away, and the rest is tried again", () => {
  answer = { status: 200, list: [slide("one"), slide("two")] };
  MotCua.fetchSlides(null);
  asked.one(200);
  asked.two(0);
  const before = [at(0), Object.keys(asked)];
  mock.timers.tick(15_000);
  assert.deepEqual([before, Object.keys(asked)], [["blob:one", []], ["two"]]);
});

test("an announcement that was taken back is shown no more", () => {
  has(slide("one"), slide("two"));
  at(0);
  has(slide("two"));
  assert.equal(at(1), "blob:two");
});

test("without a list nothing is shown, and a busy server is asked again", () => {
  answer = { status: 503, list: [] };
  MotCua.fetchSlides(null);
  answer = { status: 200, list: [slide("one")] };
  mock.timers.tick(15_000);
  asked.one(200);
  assert.equal(at(0), "blob:one");
});
