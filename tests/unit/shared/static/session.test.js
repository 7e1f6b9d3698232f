import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { wire } from "../../page.js";

const { api, whenSessionEnds } = await import("/assets/page.js");
const ENDED = { status: 401, body: { type: "urn:motcua:problem:unauthenticated", title: "Xin đăng nhập", code: "unauthenticated" } };
const OTHER_SESSION = { status: 403, body: { type: "urn:motcua:problem:csrf", title: "Không được phép", code: "forbidden" } };
const WRONG_PASSWORD = { status: 401, body: { type: "urn:motcua:problem:wrong_password", title: "Sai mật khẩu", code: "unauthenticated" } };
const DONE = { status: 200, body: { id: 1 } };
let asked = 0;

/** @param {boolean} back whether the person signs in again */
function person(back) {
  whenSessionEnds(async () => {
    asked += 1;
    return back;
  });
}

beforeEach(() => {
  asked = 0;
  wire.sent.length = wire.answers.length = 0;
});

for (const [why, refusal] of /** @type {const} */ ([["has ended", ENDED], ["is another tab's new one", OTHER_SESSION]])) {
  test(`a deed whose session ${why} is sent again under its own key once it is back`, async () => {
    person(true);
    wire.answers.push(refusal, DONE);
    assert.deepEqual(await api("POST", "/api/v1/people", { name: "hoa" }, { key: "k1" }), { id: 1 });
    assert.deepEqual([asked, wire.sent.map(({ key, body }) => [key, body])], [1, [["k1", { name: "hoa" }], ["k1", { name: "hoa" }]]]);
  });
}

test("who does not want to sign in gets the refusal, and is not asked once more", async () => {
  person(false);
  wire.answers.push(ENDED);
  await assert.rejects(api("POST", "/api/v1/people", {}), { status: 401, declined: true });
});

test("a deed that is refused again is not sent for ever", async () => {
  person(true);
  wire.answers.push(OTHER_SESSION, OTHER_SESSION);
  await assert.rejects(api("POST", "/api/v1/people", {}), { status: 403, declined: false });
  assert.equal(asked, 1);
});

test("whoever signs out of a session that another tab began signs out of that one", async () => {
  person(true);
  wire.answers.push(OTHER_SESSION, DONE);
  await api("DELETE", "/api/v1/session");
  assert.equal(asked, 1);
});

test("signing in never waits for another session", async () => {
  person(true);
  wire.answers.push(OTHER_SESSION);
  await assert.rejects(api("POST", "/api/v1/session", { name: "hoa" }), { status: 403 });
  assert.equal(asked, 0);
});

test("readings, signing out and a wrong password do not ask for another session", async () => {
  person(true);
  wire.answers.push(ENDED, ENDED, WRONG_PASSWORD);
  await assert.rejects(api("GET", "/api/v1/people"), { status: 401 });
  await assert.rejects(api("DELETE", "/api/v1/session"), { status: 401 });
  await assert.rejects(api("POST", "/api/v1/session/password", {}), { status: 401 });
  assert.equal(asked, 0);
});
