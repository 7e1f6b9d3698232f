/* What to bring, how long it takes, what it costs, who waits: then the number. Also shows a procedure for look-up. */
import { get } from "../../api.js";
import { h, icon } from "../../parts/dom.js";
import { backTo, go, repaint } from "../../visit/navigation.js";
import { band, button, chip, fact, present, queueBands, queueFacts, title, up } from "../../parts/parts.js";
import { here, known, of, open, queue, t, told, visit } from "../../visit/state.js";
import { MOST_MATTERS } from "../finding/choosing.js";
import { closedBand } from "./closed.js";
import { noneLeft } from "../../parts/queue_notice.js";
import { guideButton } from "../finding/guide.js";
import { enough } from "../papers/papers_check.js";
import { tickedOf, tickOf } from "../papers/papers_missing.js";
import { quietHoursButton } from "../appointment/quiet_hours.js";
import { take, taking } from "./taking.js";

/** @type {Map<string, Agent.WholeProcedure>} */
const procedures = new Map();

/** What is known of it; what is not, is asked for.
 * @param {string} ident */
function procedure(ident) {
  const key = `${known.catalogue}/${ident}`;
  const found = procedures.get(key);
  if (!found) fetchProcedure(key, ident).catch(() => {});
  return found;
}

/** @param {string} key
 * @param {string} ident */
async function fetchProcedure(key, ident) {
  procedures.set(key, await get(`/local/procedures/${encodeURIComponent(ident)}`));
  repaint();
}

/** @returns {Kiosk.Screen} */
export function confirm() {
  const { procedure: looked, queue: chosen, lookUpOnly } = here();
  if (looked) return lookUp(looked, lookUpOnly);
  const { purpose } = visit;
  if (purpose === "submit") return matters();
  if (purpose === "look_up" || purpose === "status") return { blocks: [] };
  return withoutProcedure(purpose, purpose === "guide" ? told().centre.guide_queue : chosen);
}

/** One procedure to read; with a way to its number where there is one.
 * @param {string} ident
 * @param {boolean} [lookUpOnly]
 * @returns {Kiosk.Screen} */
function lookUp(ident, lookUpOnly) {
  const one = procedure(ident);
  if (!one) return { blocks: [] };
  const available = !lookUpOnly && one.queue && open();
  const start = () => {
    visit.purpose = "submit";
    visit.matters = [one.id];
    backTo("confirm");
    visit.path = [visit.path[0], { name: "confirm" }];
    repaint({ moved: true });
  };
  return {
    blocks: [
      { zone: "up", node: heading(one) },
      one.queue ? null : { zone: "up", node: band("notice", "info", t("confirm.look_up_only")) },
      open() ? null : { zone: "up", node: closedBand() },
      { zone: "down", node: documents(one) },
      { zone: "up", node: timeAndFee(one) },
      one.queue && open() ? { zone: "up", node: queueFacts(one.queue) } : null,
      one.queue ? { zone: "down", node: quietHoursButton(one.queue, go) } : null,
    ],
    fixed: available ? [button({ key: "get", symbol: "receipt-text", text: t("confirm.get_here"), kind: "primary", press: start })] : [],
  };
}

/** A new file: one matter or several under one number; the first decides the queue.
 * @returns {Kiosk.Screen} */
function matters() {
  const all = visit.matters.map(procedure).filter((one) => one !== undefined);
  if (!all.length) return { blocks: [] };
  const [first] = all;
  const full = noneLeft(queue(first.queue));
  const several = all.length > 1;
  return {
    blocks: [
      { zone: "up", node: several ? severalHeading(all) : heading(first) },
      ...queueBands(first.queue).map(up),
      ...all.flatMap((one, place) => matterBlocks(one, several ? place : null)),
      { zone: "up", node: queueFacts(first.queue) },
      full ? null : { zone: "down", node: priorityRow() },
      !full && all.length >= MOST_MATTERS ? { zone: "down", node: h("p", { class: "lead" }, t("confirm.limit", { count: MOST_MATTERS })) } : null,
      {
        zone: "down",
        node: h(
          "div",
          { class: "side-by-side" },
          !full && all.length < MOST_MATTERS
            ? button({ key: "add", symbol: "plus", text: t("confirm.add"), kind: "add", press: () => go("find") })
            : null,
          quietHoursButton(first.queue, go),
        ),
      },
    ],
    fixed: takeButton(first.queue, { procedures: visit.matters, documents: tickedOf(all, visit.ticked) }, "submit"),
  };
}

/** One matter of the number: at its `place` among several, or alone.
 * @param {Agent.WholeProcedure} one
 * @param {number | null} place
 * @returns {Kiosk.Block[]} */
function matterBlocks(one, place) {
  if (place === null) return [{ zone: "down", node: documents(one) }, up(timeAndFee(one))];
  return [{ zone: "down", node: matter(one, place) }, { zone: "down", node: documents(one) }];
}

/** A number without a procedure: a result, missing papers, originals, the guide desk.
 * @param {Exclude<Wire.Purpose, "submit">} purpose
 * @param {string | null | undefined} ident the queue's
 * @returns {Kiosk.Screen} */
function withoutProcedure(purpose, ident) {
  const row = queue(ident);
  if (!row || !ident) return { blocks: [{ zone: "up", node: band("notice", "info", t("fields.empty")) }] };
  const guide = purpose === "guide";
  return {
    blocks: [
      { zone: "up", node: h("div", { class: "title" }, guide ? null : chip(row, true), h("h1", { tabindex: "-1" }, t(`confirm.purpose_${purpose}`)), h("p", { class: "lead" }, t(`confirm.bring_${purpose}`))) },
      visit.dossiers.length ? { zone: "up", node: h("p", { class: "lead", "data-private": true }, t("dossier.code", { code: visit.dossiers.join(", ") })) } : null,
      ...queueBands(ident).map(up),
      { zone: "up", node: queueFacts(ident) },
      { zone: "down", node: priorityRow() },
      { zone: "down", node: quietHoursButton(ident, go) },
    ],
    fixed: takeButton(ident, { queue: guide ? null : ident, dossiers: visit.dossiers.length ? visit.dossiers : undefined }, purpose),
  };
}

/** @param {Agent.WholeProcedure} one */
function heading(one) {
  return h("div", { class: "title" }, chip(one.field, true), h("h1", { tabindex: "-1", lang: "vi" }, one.title));
}

/** @param {Agent.WholeProcedure[]} all */
function severalHeading(all) {
  return title(t("confirm.matters", { count: all.length }));
}

/** @param {Agent.WholeProcedure} one
 * @param {number} place */
function matter(one, place) {
  const remove = () => {
    visit.matters = visit.matters.filter((ident) => ident !== one.id);
    repaint();
  };
  return h(
    "div",
    { class: "matter" },
    chip(one.field),
    h("div", {}, h("span", { class: "label" }, t("confirm.added", { place: place + 1 })), h("h2", { lang: "vi" }, one.title), h("span", { class: "label" }, `${of(one.time)} · ${of(one.fee)}`)),
    button({ key: `remove-${one.id}`, symbol: "trash-2", label: t("confirm.remove"), press: remove }),
  );
}

/** @param {Agent.WholeProcedure} one */
function documents(one) {
  const always = one.documents.filter((document) => !document.conditional);
  const sometimes = one.documents.filter((document) => document.conditional);
  if (!one.documents.length) return band("quiet", "info", t("confirm.no_papers"));
  const rows = always.map((document) => documentRow(one, document));
  if (sometimes.length) {
    const unfolded = visit.unfolded || !always.length;
    if (always.length) rows.push(moreRow(one, sometimes.length, unfolded));
    if (unfolded) rows.push(...sometimes.map((document) => documentRow(one, document)));
  }
  return h(
    "section",
    { class: "papers" },
    h("div", { class: "papers-head" }, h("h2", {}, t("confirm.papers")), h("span", {}, `${t("check.enough")} ${t("confirm.tick")}`)),
    h("div", { class: "card" }, rows),
    enough(one),
  );
}

/** @param {Agent.WholeProcedure} one
 * @param {number} count
 * @param {boolean} unfolded */
function moreRow(one, count, unfolded) {
  return h(
    "button",
    { class: "paper more", type: "button", key: `more-${one.id}`, "aria-expanded": String(unfolded), on: { click: () => { visit.unfolded = !unfolded; repaint(); } } },
    icon("plus"),
    h("span", {}, h("strong", {}, count === 1 ? t("confirm.one_more_paper") : t("confirm.more_papers", { count }))),
    icon(unfolded ? "chevron-up" : "chevron-down"),
  );
}

/** @param {Agent.WholeProcedure} one
 * @param {Agent.Document} document */
function documentRow(one, document) {
  const name = tickOf(one.id, document.name);
  const on = visit.ticked.has(name);
  const notes = present([document.note && sentence(document.note), document.show_only && t("words.documents.show_only")]);
  const press = () => {
    if (on) visit.ticked.delete(name);
    else visit.ticked.add(name);
    repaint();
  };
  return h(
    "button",
    { class: "paper", type: "button", role: "checkbox", "aria-checked": String(on), key: `paper-${name}`, on: { click: press } },
    h("span", { class: `tick${on ? " on" : ""}` }, on ? icon("check") : null),
    h("span", { lang: "vi" }, h("span", { class: "paper-name" }, document.name), notes.map((note) => h("span", { class: "note" }, note))),
  );
}

/** @param {string} text */
function sentence(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** @param {Agent.WholeProcedure} one */
function timeAndFee(one) {
  return h(
    "div",
    { class: "cards" },
    h("div", { class: "card" }, fact(t("confirm.time"), of(one.time), one.same_day ? t("confirm.same_day_note", { until: told().centre.same_day_until }) : one.time_known ? null : t("confirm.ask"), "clock")),
    h("div", { class: "card" }, fact(t("confirm.fee"), of(one.fee), one.fee_known ? null : t("confirm.ask"), "banknote")),
  );
}

export function priorityRow() {
  const { groups } = told().centre;
  if (!groups.length) return null;
  const group = groups.find((one) => one.id === visit.priority);
  return h(
    "button",
    { class: "option", type: "button", key: "priority", "aria-haspopup": "true", on: { click: () => go("priority") } },
    h("span", { class: `tick${group ? " on" : ""}` }, group ? icon("check") : null),
    h(
      "span",
      {},
      h("strong", {}, group ? t("confirm.priority_chosen", { group: group[visit.lang] }) : t("confirm.priority")),
      group ? null : h("span", { class: "note" }, groups.map((one) => one[visit.lang]).join(", ")),
    ),
    icon("heart"),
  );
}

/** An appointment for another day, which needs the server: no number can be had, or it would come after closing time.
 * @param {string | null} ident
 * @param {Agent.Wish} wish
 * @param {boolean} first */
function bookInstead(ident, wish, first) {
  if (told().link !== "connected") return null;
  const what = wish.procedures?.length ? { procedure: wish.procedures[0] } : { queue: ident };
  return button({ key: "book", symbol: "clock", text: t("late.appointment"), kind: first ? "primary" : "second", press: () => go("appointment", what) });
}

/** The button that takes the number, or what can be done where there is none.
 * @param {string | null} ident the queue's
 * @param {Agent.Wish} wish
 * @param {Wire.Purpose} purpose
 * @returns {HTMLElement[]} */
export function takeButton(ident, wish, purpose) {
  const row = queue(ident);
  if (!open()) return [closedBand()];
  // A place that was promised is given even if the day's numbers are used up.
  const promised = Boolean(wish.appointment);
  // When the day will not suffice, another day is offered; the guide desk takes everyone today.
  const book = (row?.full || row?.late) && !promised && purpose !== "guide" ? bookInstead(ident, wish, !row?.late || row.full) : null;
  // The queue has no number left: the guide desk, where it has, is the way on.
  if (promised ? row?.spent : noneLeft(row)) return present([book, guideButton(t("home.guide"), book ? "second" : "primary")]);
  const busy = taking();
  return present([
    button({
      key: "take",
      symbol: "receipt-text",
      text: t(busy ? "confirm.taking" : "confirm.take"),
      kind: "primary take",
      disabled: busy,
      press: () => take({ ...wish, purpose, priority: visit.priority, lang: visit.lang, large: visit.large }),
    }),
    book,
  ]);
}
