/* The centre's message to everyone: put up, taken down, or the configuration's again. Facts keep it live, the API saves. */

import { api, byId, messages, Problem } from "/assets/page.js";
import { problemShown } from "/assets/office/desk.js";
import { toast } from "/assets/parts/toast.js";

const t = messages();
const form = byId("notice-form");
const input = byId("notice-text", HTMLInputElement);
/** @type {string | undefined} */
let shown;

/** Takes a snapshot or a fact.
 * @param {{centre?: Wire.Centre, type?: string, data?: any}} told */
export function followNotice(told) {
  if (told.centre) draw(told.centre.notice);
  else if (told.type === "notice_changed") draw(told.data.text);
}

/** @param {string | null} text */
function draw(text) {
  if (shown === (text ?? "")) return;
  // What somebody is writing is not taken from under their hands.
  if (input.value === (shown ?? "")) input.value = text ?? "";
  shown = text ?? "";
  byId("notice-now").textContent = text ? t("screens.notice_now", { text }) : t("screens.notice_none");
}

/** @param {string} path
 * @param {object} body
 * @param {string} said */
async function ask(path, body, said) {
  const error = /** @type {HTMLElement} */ (form.querySelector(".error"));
  error.hidden = true;
  try {
    /** @type {Wire.Notice} */
    const { notice } = await api("POST", path, body);
    input.value = notice ?? "";
    draw(notice);
    toast(t(said));
  } catch (problem) {
    if (!(problem instanceof Problem) || problem.status === 401) return problemShown(problem);
    error.textContent = problem.title;
    error.hidden = false;
  }
  return undefined;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = input.value.trim();
  ask("/api/v1/centre/notice", { text }, text ? "screens.notice_sent" : "screens.notice_down");
});
byId("notice-down").addEventListener("click", () => ask("/api/v1/centre/notice", { text: "" }, "screens.notice_down"));
byId("notice-reset").addEventListener("click", () => ask("/api/v1/centre/notice/reset", {}, "screens.notice_again"));
