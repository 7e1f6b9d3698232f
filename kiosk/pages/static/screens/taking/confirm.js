/* What to bring, how long it takes, what it costs, who waits: then the number. Also shows a procedure for look-up. */
import { get } from "../../api.js";
import { html, picture } from "/assets/parts/draw.js";
import { backTo, go, repaint } from "../../visit/navigation.js";
import { band, button, chip, down, fact, present, queueBand, queueFacts, tickBox, title, up } from "../../parts/parts.js";
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

/** What is being asked for now. @type {Set<string>} */
const asking = new Set();

/** What is known of it; what is not, is asked for.
 * @param {string} ident */
function procedure(ident) {
  const key = `${known.catalogue}/${ident}`;
  const found = procedures.get(key);
  if (!found && !asking.has(key)) fetchProcedure(key, ident);
  return found;
}

/** @param {string} key
 * @param {string} ident */
async function fetchProcedure(key, ident) {
  asking.add(key);
  /** @type {Agent.WholeProcedure | null} */
  const found = await get(`/local/procedures/${encodeURIComponent(ident)}`).catch(() => null);
  asking.delete(key);
  if (!found) return;
  procedures.set(key, found);
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
      up(heading(one)),
      up(one.queue ? null : band("notice", "info", t("confirm.look_up_only"))),
      up(open() ? null : closedBand()),
      down(documents(one)),
      up(timeAndFee(one)),
      up(one.queue && open() ? queueFacts(one.queue) : null),
      down(one.queue ? quietHoursButton(one.queue, go) : null),
    ],
    fixed: [available ? button({ key: "get", symbol: "receipt-text", text: t("confirm.get_here"), kind: "primary", press: start }) : null],
  };
}

/** A new file: one matter or several under one number; the first decides the queue.
 * @returns {Kiosk.Screen} */
function matters() {
  const all = visit.matters.map(procedure).filter((one) => one !== undefined);
  // Drawn with the first matter alone, the page would jump under a finger as soon as the second one is known.
  if (!all.length || all.length < visit.matters.length) return { blocks: [] };
  const [first] = all;
  const full = noneLeft(queue(first.queue));
  const several = all.length > 1;
  const more = !full && all.length < MOST_MATTERS;
  return {
    blocks: [
      up(several ? severalHeading(all) : heading(first)),
      up(queueBand(first.queue)),
      ...all.flatMap((one, place) => matterBlocks(one, several ? place : null)),
      up(queueFacts(first.queue)),
      down(full ? null : priorityRow()),
      down(!full && !more ? html`<p class="lead">${t("confirm.limit", { count: MOST_MATTERS })}</p>` : null),
      down(html`<div class="side-by-side">
        ${more ? button({ key: "add", symbol: "plus", text: t("confirm.add"), kind: "add", press: () => go("find") }) : null}
        ${quietHoursButton(first.queue, go)}
      </div>`),
    ],
    fixed: takeButton(first.queue, { procedures: visit.matters, documents: tickedOf(all, visit.ticked) }, "submit"),
  };
}

/** One matter of the number: at its `place` among several, or alone.
 * @param {Agent.WholeProcedure} one
 * @param {number | null} place
 * @returns {Kiosk.Block[]} */
function matterBlocks(one, place) {
  if (place === null) return [down(documents(one)), up(timeAndFee(one))];
  return [down(matter(one, place)), down(documents(one))];
}

/** A number without a procedure: a result, missing papers, originals, the guide desk.
 * @param {Exclude<Wire.Purpose, "submit">} purpose
 * @param {string | null | undefined} ident the queue's
 * @returns {Kiosk.Screen} */
function withoutProcedure(purpose, ident) {
  const row = queue(ident);
  if (!row || !ident) return { blocks: [up(band("notice", "info", t("fields.empty")))] };
  const guide = purpose === "guide";
  return {
    blocks: [
      up(html`<div class="title">${guide ? null : chip(row, true)}<h1 tabindex="-1">${t(`confirm.purpose_${purpose}`)}</h1><p class="lead">${t(`confirm.bring_${purpose}`)}</p></div>`),
      up(visit.dossiers.length ? html`<p class="lead" data-private>${t("dossier.code", { code: visit.dossiers.join(", ") })}</p>` : null),
      up(queueBand(ident)),
      up(queueFacts(ident)),
      down(priorityRow()),
      down(quietHoursButton(ident, go)),
    ],
    fixed: takeButton(ident, { queue: guide ? null : ident, dossiers: visit.dossiers.length ? visit.dossiers : undefined }, purpose),
  };
}

/** @param {Agent.WholeProcedure} one */
function heading(one) {
  return html`<div class="title">${chip(one.field, true)}<h1 tabindex="-1" lang="vi">${one.title}</h1></div>`;
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
  return html`<div class="matter">
    ${chip(one.field)}
    <div><span class="label">${t("confirm.added", { place: place + 1 })}</span><h2 lang="vi">${one.title}</h2><span class="label">${of(one.time)} · ${of(one.fee)}</span></div>
    ${button({ key: `remove-${one.id}`, symbol: "trash-2", label: t("confirm.remove"), press: remove })}
  </div>`;
}

/** @param {Agent.WholeProcedure} one */
function documents(one) {
  const always = one.documents.filter((document) => !document.conditional);
  const sometimes = one.documents.filter((document) => document.conditional);
  if (!one.documents.length) return band("quiet", "info", t("confirm.no_papers"));
  const unfolded = visit.unfolded || !always.length;
  /** @param {Agent.Document[]} papers */
  const rows = (papers) => papers.map((document) => documentRow(one, document));
  return html`<section class="papers">
    <div class="papers-head"><h2>${t("confirm.papers")}</h2><span>${t("check.enough")} ${t("confirm.tick")}</span></div>
    <div class="card">${rows(always)}${sometimes.length && always.length ? moreRow(one, sometimes.length, unfolded) : null}${unfolded ? rows(sometimes) : null}</div>
    ${enough(one)}
  </section>`;
}

/** @param {Agent.WholeProcedure} one
 * @param {number} count
 * @param {boolean} unfolded */
function moreRow(one, count, unfolded) {
  const press = () => {
    visit.unfolded = !unfolded;
    repaint();
  };
  return html`<button class="paper more" type="button" data-key=${`more-${one.id}`} aria-expanded=${String(unfolded)} @click=${press}>
    ${picture("plus")}
    <span><strong>${count === 1 ? t("confirm.one_more_paper") : t("confirm.more_papers", { count })}</strong></span>
    ${picture(unfolded ? "chevron-up" : "chevron-down")}
  </button>`;
}

/** @param {Agent.WholeProcedure} one
 * @param {Agent.Document} document */
function documentRow(one, document) {
  const name = tickOf(one.id, document.name);
  const on = visit.ticked.has(name);
  const notes = present([document.note, document.show_only && t("words.documents.show_only")]);
  const press = () => {
    if (on) visit.ticked.delete(name);
    else visit.ticked.add(name);
    repaint();
  };
  return html`<button class="paper" type="button" role="checkbox" aria-checked=${String(on)} data-key=${`paper-${name}`} @click=${press}>
    ${tickBox(on)}<span lang="vi"><span class="paper-name">${document.name}</span>${notes.map((note) => html`<span class="note">${note}</span>`)}</span>
  </button>`;
}

/** @param {Agent.WholeProcedure} one */
function timeAndFee(one) {
  const note = one.same_day ? t("confirm.same_day_note", { until: told().centre.same_day_until }) : one.time_known ? null : t("confirm.ask");
  return html`<div class="cards">
    <div class="card">${fact(t("confirm.time"), of(one.time), note, "clock")}</div>
    <div class="card">${fact(t("confirm.fee"), of(one.fee), one.fee_known ? null : t("confirm.ask"), "banknote")}</div>
  </div>`;
}

export function priorityRow() {
  const { groups } = told().centre;
  if (!groups.length) return null;
  const group = groups.find((one) => one.id === visit.priority);
  return html`<button class="option" type="button" data-key="priority" aria-haspopup="true" @click=${() => go("priority")}>
    ${tickBox(Boolean(group))}
    <span><strong>${group ? t("confirm.priority_chosen", { group: group[visit.lang] }) : t("confirm.priority")}</strong>${group ? null : html`<span class="note">${groups.map((one) => one[visit.lang]).join(", ")}</span>`}</span>
    ${picture("heart")}
  </button>`;
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
 * @returns {Kiosk.Drawing[]} */
export function takeButton(ident, wish, purpose) {
  const row = queue(ident);
  if (!open()) return [closedBand()];
  // A place that was promised is given even if the day's numbers are used up.
  const promised = Boolean(wish.appointment);
  // When the day will not suffice, another day is offered; the guide desk takes everyone today.
  const book = (row?.full || row?.late) && !promised && purpose !== "guide" ? bookInstead(ident, wish, !row?.late || row.full) : null;
  // The queue has no number left: the guide desk, where it has, is the way on.
  if (promised ? row?.spent : noneLeft(row)) return [book, guideButton(t("home.guide"), book ? "second" : "primary")];
  const busy = taking();
  return [
    button({
      key: "take",
      symbol: "receipt-text",
      text: t(busy ? "confirm.taking" : "confirm.take"),
      kind: "primary take",
      disabled: busy,
      press: () => take({ ...wish, purpose, priority: visit.priority, lang: visit.lang, large: visit.large }),
    }),
    book,
  ];
}
