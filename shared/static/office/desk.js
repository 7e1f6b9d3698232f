/* What every staff page does: clock, date, language, signing out, and what a refusal becomes. */

import { api, clock, Problem, serverNow, whenSessionEnds } from "/assets/page.js";
import { sessionBack, signInAgain } from "/assets/parts/sign_in_again.js";
import { isoDay, shortDay } from "/assets/parts/dates.js";
import { toast } from "/assets/parts/toast.js";

/** A page that needs a session says so once it is over. What is no refusal of the server's is thrown on.
 * @param {unknown} problem */
export function problemShown(problem) {
  if (!(problem instanceof Problem)) throw problem;
  if (problem.status === 401 && !problem.declined) signInAgain({ asked: true });
  else toast(problem.title, { danger: true });
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

whenSessionEnds(sessionBack);
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
