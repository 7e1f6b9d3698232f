/* The centre's message to everyone: put up, taken down, or the configuration's again. Facts keep it live, the API saves. */

import { api, messages } from "/assets/page.js";
import { problemShown, toast } from "/assets/office/desk.js";

const t = messages();
const byId = (id) => document.getElementById(id);
const form = byId("notice-form");
let shown;

/** Takes a snapshot or a fact. */
export function followNotice(told) {
  if (told.centre) draw(told.centre.notice);
  else if (told.type === "notice_changed") draw(told.data.text);
}

function draw(text) {
  if (shown === (text ?? "")) return;
  // What somebody is writing is not taken from under their hands.
  if (byId("notice-text").value === (shown ?? "")) byId("notice-text").value = text ?? "";
  shown = text ?? "";
  byId("notice-now").textContent = text ? t("screens.notice_now", { text }) : t("screens.notice_none");
}

async function ask(path, body, said) {
  const error = form.querySelector(".error");
  error.hidden = true;
  try {
    const { notice } = await api("POST", path, body);
    byId("notice-text").value = notice ?? "";
    draw(notice);
    toast(t(said));
  } catch (problem) {
    if (problem.status === 401) return problemShown(problem);
    error.textContent = problem.title;
    error.hidden = false;
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = byId("notice-text").value.trim();
  ask("/api/v1/centre/notice", { text }, text ? "screens.notice_sent" : "screens.notice_down");
});
byId("notice-down").addEventListener("click", () => ask("/api/v1/centre/notice", { text: "" }, "screens.notice_down"));
byId("notice-reset").addEventListener("click", () => ask("/api/v1/centre/notice/reset", {}, "screens.notice_again"));
