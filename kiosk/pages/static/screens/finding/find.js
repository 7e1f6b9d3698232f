/* Finding what one came for: by typing, by a frequent matter, or by its field. */
import { get } from "../../api.js";
import { h, icon } from "../../parts/dom.js";
import { keyboard } from "../../input/keyboard.js";
import { go, repaint } from "../../visit/navigation.js";
import { band, button, chip, present, procedureRow, title } from "../../parts/parts.js";
import { known, of, t, visit } from "../../visit/state.js";
import { choose } from "./choosing.js";
import { sortedByMatter } from "./by_matter.js";
import { guideButton } from "./guide.js";

const WAIT = 120;

let timer = 0;
let asked = 0;
/** @type {(Agent.Found & {text: string}) | null} */
let results = null;
/** @type {HTMLElement | null} */
let listed = null;
let keyboardOpen = false;

/** The text box is one element for the whole visit: made anew it would lose its cursor and an input method's state. */
const box = h("input", {
  class: "search-text", type: "text", inputmode: "none", autocomplete: "off", autocapitalize: "off", spellcheck: "false", maxlength: "100", key: "search",
  on: { input: typed, focus: openKeyboard, keydown: (event) => { if (event.key === "Enter") firstHit(); } },
});

function textBox() {
  box.placeholder = t("find.placeholder");
  box.setAttribute("aria-label", t("find.label"));
  if (box.value !== visit.query) box.value = visit.query;
  return box;
}

function openKeyboard() {
  if (keyboardOpen) return;
  keyboardOpen = true;
  repaint();
}

function typed() {
  visit.query = box.value;
  clearTimeout(timer);
  timer = setTimeout(search, WAIT);
}

async function search() {
  const mine = (asked += 1);
  const text = visit.query.trim();
  /** @type {Agent.Found | null} */
  const found = text ? await get(`/local/search?limit=30&q=${encodeURIComponent(text)}`).catch(() => null) : null;
  if (mine !== asked) return;
  results = found && { text, ...found };
  refresh();
}

function firstHit() {
  if (results?.items.length) choose(results.items[0]);
}

/** Typing on a real keyboard works from anywhere on the screen.
 * @param {KeyboardEvent} event */
export function typing(event) {
  if (event.target === box || event.ctrlKey || event.altKey || event.metaKey || event.key.length !== 1 || event.key === " ") return;
  box.focus({ preventScroll: true });
}

export function forget() {
  results = null;
  keyboardOpen = false;
  asked += 1;
  clearTimeout(timer);
}

/** @returns {Kiosk.Screen} */
export function find() {
  const lookUp = visit.purpose === "look_up";
  const field = h(
    "div",
    { class: "search" },
    icon("search"),
    textBox(),
    button({ key: "clear", symbol: "x", label: t("find.clear"), kind: "clear", press: clear }),
  );
  field.dataset.private = "";
  listed = h("div", { class: "results" });
  refresh();
  return {
    blocks: [
      { zone: "up", node: title(t(lookUp ? "find.title_look_up" : "find.title")) },
      { zone: "pin", node: field },
      { zone: "down", node: listed },
    ],
    keyboard: keyboardOpen ? keyboard({ input: () => box, hide: hideKeyboard, redraw: repaint }) : null,
    refresh,
    after: () => { if (keyboardOpen) box.focus({ preventScroll: true }); },
  };
}

function hideKeyboard() {
  keyboardOpen = false;
  box.blur();
  repaint();
}

function clear() {
  box.value = "";
  typed();
  openKeyboard();
  box.focus({ preventScroll: true });
}

/* Only the list is drawn again: the text box and the keyboard keep what the citizen is doing. */
function refresh() {
  if (!listed) return;
  if (!visit.query.trim()) listed.replaceChildren(...starters());
  else listed.replaceChildren(...(results ? hits(results) : []));
}

/** @param {Agent.Found} found
 * @returns {HTMLElement[]} */
function hits({ items, total, groups }) {
  if (!items.length) return nothing();
  const count = h("p", { class: "count", role: "status" }, h("span", {}, h("b", {}, t("find.hits", { count: total })), ` ${t("find.hits_more")}`), h("span", {}, t("find.plain")));
  if (!groups.length) return [count, ...items.map((item, index) => row(item, index === 0))];
  return [count, h("h2", {}, t("find.which")), ...byMatter(items, groups)];
}

/** @param {Agent.Procedure} item
 * @param {boolean} best */
function row(item, best) {
  return procedureRow(item, { best, press: () => choose(item) });
}

/** An ambiguous word: what fits best under the matter that it belongs to, the rest below.
 * @param {Agent.Procedure[]} items
 * @param {Agent.Found["groups"]} groups */
function byMatter(items, groups) {
  const sorted = sortedByMatter(items, groups);
  const shown = sorted.groups.map(({ name, items: mine }, index) =>
    matter(of(name), `matter-${index}`, mine.map((item) => row(item, false)), name.vi === name.en),
  );
  if (sorted.rest.length) shown.push(matter(t("find.others"), "matter-others", sorted.rest.map((item) => row(item, false))));
  return shown;
}

/** `vietnamese`: the name is a field's, which has no other one.
 * @param {string} name
 * @param {string} ident
 * @param {HTMLElement[]} rows */
function matter(name, ident, rows, vietnamese = false) {
  return h("section", { class: "by-matter", "aria-labelledby": ident }, h("h3", { id: ident, lang: vietnamese ? "vi" : undefined }, name), ...rows);
}

/** Nothing found is no dead end: the guide desk, and every field to look in. */
function nothing() {
  const guide = visit.purpose === "look_up" ? null : guideButton(t("home.guide"), "");
  return present([
    h("div", { role: "status" }, band("notice", "info", t(guide ? "find.nothing" : "find.nothing_look_up"))),
    guide ? h("div", { class: "choices" }, guide) : null,
    ...fieldRows(),
  ]);
}

function fieldRows() {
  const rows = known.fields.map((field) =>
    h("button", { class: "field-row", type: "button", key: `field-${field.id}`, lang: "vi", on: { click: () => go("field", { field: field.id }) } }, chip(field), h("span", {}, field.name)),
  );
  return [h("h2", {}, t("fields.title")), h("div", { class: "pairs" }, rows)];
}

function starters() {
  const frequent = known.frequent.slice(0, 8).map((item) =>
    h("button", { class: "frequent", type: "button", key: `procedure-${item.id}`, lang: "vi", on: { click: () => choose(item) } }, chip(item.field), h("span", {}, item.title)),
  );
  return present([
    frequent.length ? h("h2", {}, t("find.frequent")) : null,
    h("div", { class: "pairs" }, frequent),
    ...fieldRows(),
  ]);
}
