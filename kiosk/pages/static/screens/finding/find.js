/* Finding what one came for: by typing, by a frequent matter, or by its field. */
import { get } from "../../api.js";
import { each, html, live, picture } from "/assets/parts/draw.js";
import { keyboard } from "../../input/keyboard.js";
import { textBox, typeOn } from "../../input/text_box.js";
import { go, repaint } from "../../visit/navigation.js";
import { band, button, chip, down, procedureRow, title, up } from "../../parts/parts.js";
import { known, of, t, visit } from "../../visit/state.js";
import { choose } from "./choosing.js";
import { sortedByMatter } from "./by_matter.js";
import { guideButton } from "./guide.js";

const WAIT = 120;

let timer = 0;
let asked = 0;
/** @type {(Agent.Found & {text: string}) | null} */
let results = null;
let keyboardOpen = false;

function openKeyboard() {
  if (keyboardOpen) return;
  keyboardOpen = true;
  repaint();
}

function typed() {
  visit.query = textBox()?.value ?? "";
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
  repaint();
}

function firstHit() {
  if (results?.items.length) choose(results.items[0]);
}

/** Typing on a real keyboard works from anywhere on the screen.
 * @param {KeyboardEvent} event */
export function typing(event) {
  if (event.target === textBox() || event.ctrlKey || event.altKey || event.metaKey || event.key.length !== 1 || event.key === " ") return;
  typeOn();
}

/** Whoever comes back to a word that was searched finds its hits again. */
export function arrive() {
  if (visit.query.trim()) search();
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
  return {
    blocks: [
      up(title(t(lookUp ? "find.title_look_up" : "find.title"))),
      { zone: "pin", node: field() },
      down(html`<div class="results">${visit.query.trim() ? results && hits(results) : starters()}</div>`),
    ],
    keyboard: keyboardOpen ? keyboard({ hide: hideKeyboard }) : null,
    begin: () => (keyboardOpen ? textBox() : null),
  };
}

/** The text box stays as long as the screen does, and with it its cursor and an input method's state. */
function field() {
  /** @param {KeyboardEvent} event */
  const pressed = (event) => {
    if (event.key === "Enter") firstHit();
  };
  return html`<div class="search" data-private>
    ${picture("search")}
    <input class="search-text" type="text" inputmode="none" autocomplete="off" autocapitalize="off" spellcheck="false" maxlength="100" data-key="search"
      placeholder=${t("find.placeholder")} aria-label=${t("find.label")} .value=${live(visit.query)} @input=${typed} @focus=${openKeyboard} @keydown=${pressed}>
    ${button({ key: "clear", symbol: "x", label: t("find.clear"), kind: "clear", press: clear })}
  </div>`;
}

function hideKeyboard() {
  keyboardOpen = false;
  textBox()?.blur();
  repaint();
}

function clear() {
  visit.query = "";
  clearTimeout(timer);
  timer = setTimeout(search, WAIT);
  keyboardOpen = true;
  repaint();
  typeOn();
}

/** @param {Agent.Found} found
 * @returns {unknown[]} */
function hits({ items, total, groups, elsewhere }) {
  if (!items.length) return noHits(elsewhere);
  const count = html`<p class="count" role="status"><span><b>${t("find.hits", { count: total })}</b> ${t("find.hits_more")}</span><span>${t("find.plain")}</span></p>`;
  if (!groups.length) return [count, each(items, ({ id }) => id, (item, index) => row(item, index === 0))];
  return [count, html`<h2>${t("find.which")}</h2>`, byMatter(items, groups)];
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
  const shown = sorted.groups.map(({ name, items: mine }, index) => matter(of(name), `matter-${index}`, mine, name.vi === name.en));
  if (sorted.rest.length) shown.push(matter(t("find.others"), "matter-others", sorted.rest));
  return shown;
}

/** `vietnamese`: the name is a field's, which has no other one.
 * @param {string} name
 * @param {string} ident
 * @param {Agent.Procedure[]} items */
function matter(name, ident, items, vietnamese = false) {
  const heading = vietnamese ? html`<h3 id=${ident} lang="vi">${name}</h3>` : html`<h3 id=${ident}>${name}</h3>`;
  return html`<section class="by-matter" aria-labelledby=${ident}>${heading}${each(items, ({ id }) => id, (item) => row(item, false))}</section>`;
}

/** Nothing found is no dead end: the office that does it where that is another, the guide desk, and every field to look in.
 * @param {Agent.Found["elsewhere"]} elsewhere */
function noHits(elsewhere) {
  const guide = visit.purpose === "look_up" ? null : guideButton(t("home.guide"), "");
  const places = elsewhere.map(({ name, office }) => t("find.elsewhere_at", { matter: of(name), office: of(office) }));
  const said = places.length ? [t("find.elsewhere"), ...places] : [t(guide ? "find.nothing" : "find.nothing_look_up")];
  return [
    html`<div role="status">${band("notice", "info", ...said)}</div>`,
    guide ? html`<div class="choices">${guide}</div>` : null,
    fieldRows(),
  ];
}

function fieldRows() {
  /** @param {Agent.Field} field */
  const fieldRow = ({ id, ...sign }) =>
    html`<button class="field-row" type="button" data-key=${`field-${id}`} lang="vi" @click=${() => go("field", { field: id })}>${chip(sign)}<span>${sign.name}</span></button>`;
  return [html`<h2>${t("fields.title")}</h2>`, html`<div class="pairs">${each(known.fields, ({ id }) => id, fieldRow)}</div>`];
}

function starters() {
  const frequent = known.frequent.slice(0, 8);
  /** @param {Agent.Procedure} item */
  const often = (item) =>
    html`<button class="frequent" type="button" data-key=${`procedure-${item.id}`} lang="vi" @click=${() => choose(item)}>${chip(item.field)}<span>${item.title}</span></button>`;
  return [
    frequent.length ? html`<h2>${t("find.frequent")}</h2>` : null,
    html`<div class="pairs">${each(frequent, ({ id }) => id, often)}</div>`,
    fieldRows(),
  ];
}
