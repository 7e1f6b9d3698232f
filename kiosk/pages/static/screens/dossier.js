/* One dossier as its citizen may know it: what became of it, and a number only where there is something to do at a counter. */
import { post } from "../api.js";
import { h } from "../dom.js";
import { backTo, go, repaint } from "../navigation.js";
import { band, button, fact, queueBands, queueFacts, title } from "../parts.js";
import { here, known, of, open, queue, t, visit } from "../state.js";
import { closedBand } from "./closed.js";
import { priorityRow, takeButton } from "./confirm.js";

const RETURNED = 10;
const KINDS = { 1: "registered", 5: "supplement", 6: "payment", 9: "ready", [RETURNED]: "returned" };
const PURPOSES = { ready: "collect", papers: "collect", supplement: "supplement" };
const TALK = new Set(["late", "payment"]);
let asked = 0;

/* Asks the agent for what was typed or scanned; the text may hold the receipt's secret and goes nowhere else. */
export function openDossier(text) {
  visit.found = null;
  visit.dossiers = [];
  go("dossier", { text });
  ask(text);
}

async function ask(text) {
  const mine = (asked += 1);
  const answer = await post("/local/dossiers", { text }).catch(() => null);
  if (mine !== asked || here().name !== "dossier") return;
  visit.found = answer?.ok ? answer.body : { state: answer?.status === 422 ? "no_receipt" : "away", code: null, dossier: null };
  visit.dossiers = ["found", "away"].includes(visit.found.state) && visit.found.code ? [visit.found.code] : [];
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
  const about = t(`dossier.about_${kind}${lacking}`, { due: day, amount: one.owed ?? "" });
  return {
    blocks: [
      { zone: "up", node: h("div", { class: "title", "data-private": true }, h("h1", { tabindex: "-1" }, t(`dossier.title_${kind}`)), h("p", { class: "lead" }, [t("dossier.code", { code: one.code }), one.procedure_name].filter(Boolean).join(" · "))) },
      { zone: "up", node: band(...bandOf(kind), about) },
      { zone: "up", node: facts(one, kind, day) },
      one.asked ? { zone: "down", node: papers(one.asked) } : null,
      kind === "supplement" && !one.asked ? { zone: "up", node: h("p", { class: "lead" }, t("dossier.asked_on_notice")) } : null,
      !open() ? { zone: "up", node: closedBand() } : null,
      ...(purpose && open() ? queueBands(row.id).map((node) => ({ zone: "up", node })) : []),
      purpose && open() ? { zone: "up", node: queueFacts(row.id) } : null,
      purpose && open() ? { zone: "down", node: priorityRow() } : null,
    ],
    fixed: open() ? [...(purpose ? takeButton(row.id, { queue: row.id, dossiers: visit.dossiers }, purpose) : []), guideButton(!TALK.has(kind))].filter(Boolean) : [],
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

/* Somebody to talk to, whatever the dossier says. */
function guideButton(second) {
  const desk = queue(known.state.centre.guide_queue);
  if (!desk || desk.full || desk.spent) return null;
  const press = () => {
    visit.purpose = "guide";
    go("confirm");
  };
  return button({ key: "guide", symbol: "circle-question-mark", text: t("dossier.guide"), kind: second ? "second" : "primary", press });
}

function notShown({ state, code }) {
  const away = state === "away";
  const takes = away && code !== null && open();
  const purpose = visit.purpose === "supplement" ? "supplement" : "collect";
  const take = () => {
    visit.purpose = purpose;
    go("fields");
  };
  const again = away || state === "too_many" ? button({ key: "again", symbol: "rotate-ccw", text: t("dossier.again"), press: () => { visit.found = null; repaint(); ask(here().text); } }) : null;
  const retype = () => {
    visit.code = "";
    backTo("receipt");
  };
  return {
    blocks: [
      { zone: "up", node: h("div", { class: "title", "data-private": true }, h("h1", { tabindex: "-1" }, t(`dossier.title_${state}`)), code ? h("p", { class: "lead" }, t("dossier.code", { code })) : null) },
      { zone: "up", node: band("notice", "info", t(`dossier.about_${state}`), takes ? t("dossier.take_anyway") : null) },
      { zone: "down", node: h("div", { class: "choices" }, again, away ? null : button({ key: "retype", symbol: "keyboard", text: t("dossier.retype"), press: retype })) },
    ],
    fixed: open()
      ? [takes ? button({ key: "take", symbol: "receipt-text", text: t(`dossier.take_${purpose}`), kind: "primary", press: take }) : null, guideButton(true)].filter(Boolean)
      : [],
  };
}
