/* "Giờ nào vắng?": how busy the hours of a queue usually are, as bars with their words. */
import { get } from "../../api.js";
import { html, picture, variables } from "/assets/parts/draw.js";
import { repaint } from "../../visit/navigation.js";
import { band, button, chip, down, present, up } from "../../parts/parts.js";
import { bestHours } from "./best_hours.js";
import { here, queue, t, told } from "../../visit/state.js";

const SHOWN_DAYS = 4;
const AGAIN = 30 * 60 * 1000;
/** @typedef {{state: "loading" | "found" | "away", at: number, load?: Wire.Load | null}} Heard */

/** What was heard of each queue. @type {Map<string, Heard>} */
const heard = new Map();
let chosen = 0;

/** The way here, beside how many wait now; without the server there is nothing to tell.
 * @param {string | null} ident
 * @param {typeof import("../../visit/navigation.js").go} go */
export function quietHoursButton(ident, go) {
  if (!ident || !queue(ident) || told().link !== "connected") return null;
  return button({ key: "load", symbol: "clock", text: t("load.open"), kind: "quiet-hours", press: () => { chosen = 0; go("quiet_hours", { queue: ident }); } });
}

/** @param {string} ident */
async function load(ident) {
  heard.set(ident, { state: "loading", at: Date.now() });
  /** @type {Wire.Load | null} */
  const found = await get(`/local/load?queue=${encodeURIComponent(ident)}`).catch(() => null);
  heard.set(ident, { state: found ? "found" : "away", at: found ? Date.now() : 0, load: found });
  if (here().name === "quiet_hours") repaint();
}

/** @returns {Kiosk.Screen} */
export function quietHours() {
  const ident = here().queue ?? "";
  const before = heard.get(ident);
  if (!before || (before.state !== "loading" && Date.now() - before.at > AGAIN && !here().asked)) {
    here().asked = true;
    load(ident);
  }
  const { state, load: found } = heard.get(ident) ?? before ?? { state: "loading" };
  const row = queue(ident);
  const head = up(html`<div class="title">${row ? chip(row, true) : null}<h1 tabindex="-1">${t("load.title")}</h1></div>`);
  if (!found) return { blocks: [head, up(band("quiet", "clock", t(state === "loading" ? "load.loading" : "load.away")))] };
  const days = found.days.slice(0, SHOWN_DAYS);
  const day = days[Math.min(chosen, days.length - 1)];
  if (!day) return { blocks: [head, up(band("quiet", "info", t("load.not_enough")))] };
  return {
    blocks: [
      head,
      down(html`<div class="choices days" role="group" aria-label=${t("load.title")}>${days.map((one, place) => button({ key: `day-${one.day}`, text: nameOf(one), kind: "day", pressed: String(one === day), press: () => { chosen = place; repaint(); } }))}</div>`),
      ...(day.enough ? shown(day) : [down(band("notice", "info", t("load.not_enough"), t("load.not_enough_about", { count: found.least_weeks, have: day.weeks })))]),
    ],
  };
}

/** @param {Wire.DayLoad} day */
function nameOf(day) {
  const today = day.day === told().day;
  return today ? t("load.today") : `${t(`weekday_${day.weekday}`)} ${Number(day.day.slice(8))}/${Number(day.day.slice(5, 7))}`;
}

/** @param {Wire.DayLoad} day
 * @returns {Kiosk.Block[]} */
function shown(day) {
  const today = day.day === told().day;
  const hour = Number(told().clock.slice(0, 2));
  const best = bestHours(day.hours, today ? hour : 0);
  const peak = Math.max(...day.hours.map((one) => one.tickets), 1);
  return [
    down(html`<p class="lead">${t("load.lead", { count: day.weeks })}</p>`),
    down(best.length ? band("good", "clock", t("load.best", { hours: best.map((one) => t("load.hour", { hour: one.hour })).join(", ") })) : null),
    down(html`<ul class="card plain load">${day.hours.map((one) => bar(one, peak, today && one.hour === hour))}</ul>`),
  ];
}

/** @param {Wire.HourLoad} one
 * @param {number} peak
 * @param {boolean} now */
function bar(one, peak, now) {
  const people = Math.round(one.tickets) ? t("load.people", { count: Math.round(one.tickets) }) : t("load.few");
  const wait = one.wait_minutes !== null && Math.round(one.wait_minutes) ? t("load.wait", { minutes: Math.round(one.wait_minutes) }) : null;
  const share = { "--share": `${Math.round((100 * one.tickets) / peak)}%` };
  return html`<li class=${`load-row ${one.level}${now ? " now" : ""}`}>
    <span class="load-hour">${t("load.hour", { hour: one.hour })}${now ? html`<span class="note">${t("load.now")}</span>` : null}</span>
    <span class="load-bar" aria-hidden="true"><span class="load-full" ${variables(share)}></span></span>
    <span class="load-words"><strong>${one.level === "busy" ? picture("users") : null}${t(`load.${one.level}`)}</strong><span class="note">${present([people, wait]).join(" · ")}</span></span>
  </li>`;
}
