/* What every staff page does: clock, date, language, signing out, short messages, dialogs. */

import { api, byId, clock, h, messages, Problem, serverNow } from "/assets/page.js";

const t = messages();

/** A fresh copy of an icon that the server put into the page.
 * @param {string} name */
export function icon(name) {
  const found = byId("icons", HTMLTemplateElement).content.querySelector(`[data-icon="${name}"] svg`);
  if (!found) throw new Error(`no icon ${name}`);
  return found.cloneNode(true);
}

let hiding = 0;

/** A sentence at the bottom of the page for a few seconds.
 * @param {string} text */
export function toast(text, { danger = false } = {}) {
  const box = byId("toast");
  box.textContent = text;
  box.classList.toggle("danger", danger);
  box.hidden = false;
  clearTimeout(hiding);
  hiding = setTimeout(() => (box.hidden = true), danger ? 8000 : 5000);
}

/** Shows the page's dialog with a title and content; Escape and the cross close it. Returns the dialog element.
 * @param {string} title
 * @param {import("/assets/page.js").Child} content */
export function openDialog(title, content) {
  const dialog = byId("dialog", HTMLDialogElement);
  const cross = h("button", { type: "button", class: "square", "aria-label": t("common.close"), onclick: () => dialog.close() }, "✕");
  dialog.replaceChildren(
    h("header", {}, h("h2", { id: "dialog-title" }, title), cross),
    h("div", { class: "inside" }, content),
  );
  if (!dialog.open) dialog.showModal();
  return dialog;
}

/** Asks whether to go on; resolves to true or false.
 * @param {string} title
 * @param {string} hint
 * @param {string} verb
 * @returns {Promise<boolean>} */
export function sure(title, hint, verb) {
  return new Promise((resolve) => {
    let answer = false;
    const agree = () => {
      answer = true;
      dialog.close();
    };
    const yes = h("button", { type: "button", class: "danger", onclick: agree }, verb);
    const no = h("button", { type: "button", onclick: () => dialog.close() }, t("common.cancel"));
    const dialog = openDialog(title, [h("p", {}, hint), h("div", { class: "actions" }, no, yes)]);
    dialog.addEventListener("close", () => resolve(answer), { once: true });
    no.focus();
  });
}

/** A page that needs a session says so once it is over. What is no refusal of the server's is thrown on.
 * @param {unknown} problem */
export function problemShown(problem) {
  if (!(problem instanceof Problem)) throw problem;
  if (problem.status === 401) location.assign(`/sign-in?next=${encodeURIComponent(location.pathname)}`);
  else toast(problem.title, { danger: true });
}

const DAY = new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Ho_Chi_Minh", year: "numeric", month: "2-digit", day: "2-digit" });
let zoned = DAY;

/** The centre's time zone, once the page knows it.
 * @param {string} zone */
export function setZone(zone) {
  zoned = new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" });
}

/** "2026-06-12" of a moment, in the centre's zone.
 * @param {string | number | Date} moment */
export function isoDay(moment) {
  return zoned.format(new Date(moment));
}

/** "12/6/2026" of a day "2026-06-12".
 * @param {string} day */
export function shortDay(day) {
  const [year, month, date] = day.split("-").map(Number);
  return `${date}/${month}/${year}`;
}

/** 0 (Sunday) to 6 of a day "2026-06-12".
 * @param {string} day */
export function weekdayOf(day) {
  return new Date(`${day}T12:00:00Z`).getUTCDay();
}

/** "09:34" of an ISO 8601 time that carries the centre's offset.
 * @param {string} iso */
export function timeOf(iso) {
  return iso.slice(11, 16);
}

/** "09:34 12/6/2026" of an ISO 8601 time that carries the centre's offset.
 * @param {string} iso */
export function momentOf(iso) {
  return `${timeOf(iso)} ${shortDay(iso.slice(0, 10))}`;
}

export function drawDate() {
  const box = document.getElementById("date");
  if (!box) return;
  const day = isoDay(serverNow());
  const name = document.documentElement.lang === "en" ? "en-GB" : "vi-VN";
  const weekday = new Intl.DateTimeFormat(name, { weekday: "long", timeZone: "UTC" }).format(new Date(`${day}T12:00:00Z`));
  box.textContent = `${weekday}, ${shortDay(day)}`;
}

/** @param {MouseEvent} event */
function keepLanguage({ target }) {
  /** @type {HTMLElement | null} */
  const link = target instanceof Element ? target.closest("[data-language]") : null;
  const wish = link?.dataset.language;
  if (wish) document.cookie = `lang=${wish}; path=/; max-age=31536000; samesite=lax`;
}

document.addEventListener("click", keepLanguage);
const shownClock = document.getElementById("clock");
if (shownClock) clock(shownClock);
drawDate();
setInterval(drawDate, 30000);
document.getElementById("sign-out")?.addEventListener("click", async () => {
  try {
    await api("DELETE", "/api/v1/session");
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    if (problem.status !== 401) return toast(problem.title, { danger: true });
  }
  return location.assign("/sign-in");
});
