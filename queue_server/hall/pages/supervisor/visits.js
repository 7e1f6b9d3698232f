/* Visits by hour, today beside the same weekday of last week, as a small SVG. */

import { h, messages } from "/assets/page.js";

const t = messages();
/** @typedef {Map<number, number>} ByHour visits by hour */

const SVG = "http://www.w3.org/2000/svg";
const HEIGHT = 176;
const WIDTH = 366;
const FLOOR = HEIGHT - 28;
const TOP = 22;
const EARLIEST = 7; // an ordinary day's first and last hour are always drawn
const LATEST = 16;

/** @param {string} name
 * @param {Record<string, string | number>} attributes
 * @param {string} [text] */
function shape(name, attributes, text) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  if (text !== undefined) element.textContent = text;
  return element;
}

/** Visits by hour as `Map(hour → count)` of a report's `by_hour`.
 * @param {Pick<Wire.Report, "by_hour">} report
 * @returns {ByHour} */
export function byHour(report) {
  return new Map(report.by_hour.map((row) => [row.hour, row.issued]));
}

/** Fills `box` and `legend`. `today` and `before` are maps by hour; `before` is null while nothing is known.
 * @param {HTMLElement} box
 * @param {HTMLElement} legend
 * @param {{today: ByHour, before: ByHour | null, time: string, weekday: string}} what */
export function drawVisits(box, legend, { today, before, time, weekday }) {
  /** @param {ByHour | null} map */
  const count = (map) => [...(map?.values() ?? [])].reduce((sum, value) => sum + value, 0);
  const total = count(today);
  const last = count(before);
  legend.replaceChildren(
    h("span", { class: "key now" }, t("visits.today")),
    h("span", { class: "key then" }, t("visits.last_week", { weekday })),
  );
  if (!total && !last) {
    box.replaceChildren(h("p", { class: "empty" }, t("supervisor.empty")));
    return;
  }
  const hours = hoursOf(today, before);
  const words = hours.map((hour) => t("visits.bar", { hour, today: today.get(hour) ?? 0, before: before?.get(hour) ?? 0 }));
  box.replaceChildren(
    h(
      "p",
      { class: "total" },
      h("b", {}, String(total)),
      h("span", {}, total ? t("visits.total", { time }) : t("supervisor.empty")),
    ),
    h("p", { class: "then" }, last ? t("visits.last_week_total", { weekday, count: last }) : t("visits.no_last_week")),
    bars(hours, today, before ?? new Map()),
    h("ul", { class: "visually-hidden" }, words.map((text) => h("li", {}, text))),
  );
}

/** @param {Array<ByHour | null>} maps */
function hoursOf(...maps) {
  const known = maps.flatMap((map) => [...(map?.keys() ?? [])]);
  const first = Math.min(EARLIEST, ...known);
  const last = Math.max(LATEST, ...known);
  return Array.from({ length: last - first + 1 }, (_, place) => first + place);
}

/** @param {number[]} hours
 * @param {ByHour} today
 * @param {ByHour} before */
function bars(hours, today, before) {
  const most = Math.max(1, ...hours.map((hour) => Math.max(today.get(hour) ?? 0, before.get(hour) ?? 0)));
  const slot = WIDTH / hours.length;
  const wide = Math.min(14, slot * 0.36);
  /** @param {number} value */
  const up = (value) => ((FLOOR - TOP) * value) / most;
  const picture = shape("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "bars", "aria-hidden": "true" });
  const every = hours.length > 14 ? 3 : 1;
  hours.forEach((hour, place) => {
    const middle = slot * (place + 0.5);
    bar(picture, middle - wide - 1, wide, up(before.get(hour) ?? 0), "then");
    bar(picture, middle + 1, wide, up(today.get(hour) ?? 0), "now");
    const value = today.get(hour) ?? 0;
    if (value) {
      picture.append(shape("text", { x: middle + 1 + wide / 2, y: FLOOR - up(value) - 5, class: "value" }, String(value)));
    }
    if (place % every === 0) picture.append(shape("text", { x: middle, y: HEIGHT - 8, class: "hour" }, t("visits.hour", { hour })));
  });
  picture.append(shape("line", { x1: 0, x2: WIDTH, y1: FLOOR, y2: FLOOR, class: "floor" }));
  return picture;
}

/** @param {Element} picture
 * @param {number} x
 * @param {number} width
 * @param {number} height
 * @param {string} name */
function bar(picture, x, width, height, name) {
  if (height > 0) picture.append(shape("rect", { x, y: FLOOR - height, width, height, rx: 2, class: name }));
}
