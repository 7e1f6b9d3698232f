/* One dossier as its citizen may know it: what became of it, and a number only where there is something to do at a counter. */
import { h } from "../dom.js";
import { backTo, go, repaint } from "../navigation.js";
import { band, button, fact, queueBands, queueFacts, title } from "../parts.js";
import { here, known, of, open, queue, t, visit } from "../state.js";
import { closedBand } from "./closed.js";
import { priorityRow, takeButton } from "./confirm.js";
import { guideButton } from "./guide.js";
import { answered, notFound } from "./looked_up.js";

const RETURNED = 10;
const KINDS = { 1: "registered", 5: "supplement", 6: "payment", 9: "ready", [RETURNED]: "returned" };
const PURPOSES = { ready: "collect", papers: "collect", supplement: "supplement" };
/* Nothing to hand in or to get, but somebody to see. */
const TALK = { late: "dossier.talk", payment: "home.guide" };

export function openDossier(text) {
  visit.found = null;
  visit.dossiers = [];
  go("dossier", { text });
  ask(text);
}

async function ask(text) {
  const found = await answered("/local/dossiers", text, "no_receipt");
  if (!found) return;
  visit.found = found;
  visit.dossiers = ["found", "away"].includes(found.state) && found.code ? [found.code] : [];
  repaint({ moved: true });
}

function kindOf(dossier) {
  if (KINDS[dossier.status]) return KINDS[dossier.status];
  if (dossier.ready) return "papers";
  return dossier.overdue ? "late" : "working";
}

export function dossier() {
  const { found } = visit;
  if (!found) return { blocks: [{ zone: "up", node: title(t("dossier.looking")) }] };
  return found.state === "found" ? shown(found.dossier) : notShown(found);
}

function shown(one) {
  const kind = kindOf(one);
  const row = queue(one.queue);
  const purpose = row && PURPOSES[kind];
  const day = of(one.due);
  const lacking = (kind === "working" && !day && "_undated") || (kind === "payment" && !one.owed && "_unknown") || "";
  const about = t(`dossier.about_${kind}${lacking}`, { due: of(one.due_said), amount: one.owed ?? "" });
  return {
    blocks: [
      { zone: "up", node: h("div", { class: "title", "data-private": true }, h("h1", { tabindex: "-1" }, t(`dossier.title_${kind}`)), h("p", { class: "lead" }, t("dossier.code", { code: one.code }), one.procedure_name ? [" · ", h("span", { lang: "vi" }, one.procedure_name)] : null)) },
      { zone: "up", node: band(...bandOf(kind), about) },
      { zone: "up", node: facts(one, kind, day) },
      one.asked ? { zone: "down", node: papers(one.asked) } : null,
      kind === "supplement" && !one.asked ? { zone: "up", node: h("p", { class: "lead" }, t("dossier.asked_on_notice")) } : null,
      !open() ? { zone: "up", node: closedBand() } : null,
      ...(purpose && open() ? queueBands(row.id).map((node) => ({ zone: "up", node })) : []),
      purpose && open() ? { zone: "up", node: queueFacts(row.id) } : null,
      purpose && open() ? { zone: "down", node: priorityRow() } : null,
    ],
    fixed: open() ? [...(purpose ? takeButton(row.id, { queue: row.id, dossiers: visit.dossiers }, purpose) : []), TALK[kind] ? guideButton(t(TALK[kind]), "primary") : guideButton(t("dossier.guide"))].filter(Boolean) : [],
  };
}

function bandOf(kind) {
  if (kind === "ready" || kind === "papers") return ["good", "file-check"];
  if (kind === "late") return ["notice", "clock"];
  if (kind === "supplement") return ["notice", "file-plus"];
  if (kind === "payment") return ["notice", "banknote"];
  return ["quiet", "info"];
}

function facts(one, kind, day) {
  return h(
    "div",
    { class: "facts" },
    fact(t("dossier.status"), of(one.status_name)),
    day && kind !== "returned" ? fact(t("dossier.due"), day) : null,
    one.owed && kind !== "payment" ? fact(t("dossier.owed"), one.owed) : null,
  );
}

/* What the officer's notice asks for, a line each, as it was written: in Vietnamese. */
function papers(text) {
  const lines = text.split(/\n+/).map((line) => line.trim()).filter(Boolean);
  return h(
    "section",
    { class: "papers", "data-private": true },
    h("div", { class: "papers-head" }, h("h2", {}, t("dossier.bring"))),
    h("div", { class: "card", lang: "vi" }, lines.map((line) => h("p", { class: "paper" }, line))),
  );
}

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
    ask(here().text);
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
