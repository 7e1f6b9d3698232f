/* One dossier as its citizen may know it: what became of it, and a number only where there is something to do at a counter. */
import { html } from "/assets/parts/draw.js";
import { backTo, go, repaint } from "../../visit/navigation.js";
import { band, button, down, fact, queueBand, queueFacts, title, up } from "../../parts/parts.js";
import { here, of, open, queue, t, visit } from "../../visit/state.js";
import { closedBand } from "../taking/closed.js";
import { priorityRow, takeButton } from "../taking/confirm.js";
import { guideButton } from "../finding/guide.js";
import { kindOf } from "./dossier_kind.js";
import { answered, notFound } from "../finding/looked_up.js";

/** @typedef {import("./dossier_kind.js").Kind} Kind */

/** Nothing to hand in or to get, but somebody to see. @type {Partial<Record<Kind, string>>} */
const TALK = { late: "dossier.talk", payment: "home.guide" };

/** @param {string} text what was typed or scanned */
export function openDossier(text) {
  visit.found = null;
  visit.dossiers = [];
  go("dossier", { text });
  ask(text);
}

/** @param {string} text */
async function ask(text) {
  /** @type {Agent.FoundDossier | null} */
  const found = await answered("/local/dossiers", text, { state: "no_receipt", code: null, dossier: null });
  if (!found) return;
  visit.found = found;
  visit.dossiers = (found.state === "found" || found.state === "away") && found.code ? [found.code] : [];
  repaint({ moved: true });
}

/** @returns {Kiosk.Screen} */
export function dossier() {
  const { found } = visit;
  if (!found) return { blocks: [up(title(t("dossier.looking")))] };
  return found.state === "found" ? shown(found.dossier) : notShown(found);
}

/** @param {Agent.Dossier} one
 * @returns {Kiosk.Screen} */
function shown(one) {
  const kind = kindOf(one);
  const row = queue(one.queue);
  const way = row && one.purpose && open() ? wayToCounter(row, one.purpose) : null;
  const day = of(one.due);
  return {
    blocks: [
      up(headingOf(one, kind)),
      up(bandOf(kind, aboutOf(one, kind, day))),
      up(facts(one, kind, day)),
      down(one.asked ? papers(one.asked) : null),
      up(kind === "supplement" && !one.asked ? html`<p class="lead">${t("dossier.asked_on_notice")}</p>` : null),
      up(open() ? null : closedBand()),
      ...(way?.blocks ?? []),
    ],
    fixed: open() ? [...(way?.fixed ?? []), toSomebody(kind)] : [],
  };
}

/** @param {Agent.Dossier} one
 * @param {Kind} kind */
function headingOf(one, kind) {
  const name = one.procedure_name ? html` · <span lang="vi">${one.procedure_name}</span>` : null;
  return html`<div class="title" data-private>
    <h1 tabindex="-1">${t(`dossier.title_${kind}`)}</h1>
    <p class="lead">${t("dossier.code", { code: one.code })}${name}</p>
  </div>`;
}

/** What there is to do or to wait for; without the day or the amount where nobody knows it.
 * @param {Agent.Dossier} one
 * @param {Kind} kind
 * @param {string} day */
function aboutOf(one, kind, day) {
  const lacking = (kind === "working" && !day && "_undated") || (kind === "payment" && !one.owed && "_unknown") || "";
  return t(`dossier.about_${kind}${lacking}`, { due: of(one.due_said), amount: one.owed ?? "" });
}

/** A number for what there is to do at a counter.
 * @param {Agent.Queue} row
 * @param {Wire.Purpose} purpose
 * @returns {{blocks: Kiosk.Block[], fixed: Kiosk.Drawing[]}} */
function wayToCounter(row, purpose) {
  return {
    blocks: [up(queueBand(row.id)), up(queueFacts(row.id)), down(priorityRow())],
    fixed: takeButton(row.id, { queue: row.id, dossiers: visit.dossiers }, purpose),
  };
}

/** @param {Kind} kind */
function toSomebody(kind) {
  const talk = TALK[kind];
  return talk ? guideButton(t(talk), "primary") : guideButton(t("dossier.guide"));
}

/** @param {Kind} kind
 * @param {string} about */
function bandOf(kind, about) {
  if (kind === "ready" || kind === "papers") return band("good", "file-check", about);
  if (kind === "late") return band("notice", "clock", about);
  if (kind === "supplement") return band("notice", "file-plus", about);
  if (kind === "payment") return band("notice", "banknote", about);
  return band("quiet", "info", about);
}

/** @param {Agent.Dossier} one
 * @param {Kind} kind
 * @param {string} day */
function facts(one, kind, day) {
  return html`<div class="facts">
    ${fact(t("dossier.status"), of(one.status_name))}
    ${day && kind !== "returned" ? fact(t("dossier.due"), day) : null}
    ${one.owed && kind !== "payment" ? fact(t("dossier.owed"), one.owed) : null}
  </div>`;
}

/** What the officer's notice asks for, a line each, as it was written: in Vietnamese.
 * @param {string} text */
function papers(text) {
  const lines = text.split(/\n+/).map((line) => line.trim()).filter(Boolean);
  return html`<section class="papers" data-private>
    <div class="papers-head"><h2>${t("dossier.bring")}</h2></div>
    <div class="card" lang="vi">${lines.map((line) => html`<p class="paper">${line}</p>`)}</div>
  </section>`;
}

/** @param {Exclude<Agent.FoundDossier, {state: "found"}>} found */
function notShown({ state, code }) {
  const away = state === "away";
  const purpose = visit.purpose === "supplement" ? "supplement" : "collect";
  const take = () => {
    visit.purpose = purpose;
    go("fields");
  };
  const again = () => {
    visit.found = null;
    repaint();
    ask(here().text ?? "");
  };
  const retype = () => {
    visit.code = "";
    backTo("receipt");
  };
  const takes = away && code && open();
  return notFound({
    heading: t(`dossier.title_${state}`),
    lead: code ? t("dossier.code", { code }) : null,
    about: [t(`dossier.about_${state}`), takes ? t("dossier.take_anyway") : null],
    again: away || state === "too_many" ? again : null,
    on: takes ? button({ key: "take", symbol: "receipt-text", text: t(`dossier.take_${purpose}`), kind: "primary", press: take }) : null,
    retype: away || state === "too_many" ? null : button({ key: "retype", symbol: "keyboard", text: t("dossier.retype"), press: retype }),
  });
}
