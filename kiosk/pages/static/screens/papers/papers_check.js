/* "Đủ giấy chưa?": what of a procedure's papers is still missing, and a list of it to take home instead of a number. */
import { get, post } from "../../api.js";
import { html, picture } from "/assets/parts/draw.js";
import { touched } from "../../visit/idle.js";
import { back, end, go, repaint } from "../../visit/navigation.js";
import { band, button, down, present, tickBox, up } from "../../parts/parts.js";
import { here, t, told, visit } from "../../visit/state.js";
import { missingOf, tickOf } from "./papers_missing.js";

const CLOSES_AFTER = 20;
const LOOK_EVERY = 300;
let asking = false;
/** When the list's screen closes by itself. @type {number | null} */
let closing = null;

/** Under the papers to tick: whether all is there, and the way to a list where it is not.
 * @param {Agent.WholeProcedure} one */
export function enough(one) {
  if (!one.documents.some((document) => !document.conditional)) return null;
  const count = missingOf(one, visit.ticked).length;
  const begun = one.documents.some((document) => visit.ticked.has(tickOf(one.id, document.name)));
  if (!count) return html`<p class="enough all" role="status">${picture("check")}<span>${t("check.all_here")}</span></p>`;
  return html`<div class="enough">
    <p role="status">${begun ? t(count === 1 ? "check.short_one" : "check.short", { count }) : ""}</p>
    ${button({ key: `check-${one.id}`, symbol: "printer", text: t("check.open"), kind: "check", press: () => go("papers_check", { one }) })}
  </div>`;
}

/** @returns {Kiosk.Screen} */
export function papersCheck() {
  const { one } = here();
  if (!one) return { blocks: [] };
  const missing = missingOf(one, visit.ticked);
  if (!missing.length) return { blocks: [up(heading(t("check.title"), one)), up(band("good", "check", t("check.nothing")))] };
  return {
    blocks: [
      up(heading(t("check.title"), one)),
      up(html`<p class="lead">${t("check.lead")}</p>`),
      ...lists(one),
    ],
    fixed: [
      button({ key: "print", symbol: "printer", text: t(asking ? "check.printing" : "check.print"), kind: "primary", disabled: asking, press: () => print(one) }),
      button({ key: "still", symbol: "receipt-text", text: t("check.still"), kind: "second", disabled: asking, press: back }),
    ],
  };
}

/** @param {string} text
 * @param {Agent.WholeProcedure} one */
function heading(text, one) {
  return html`<div class="title"><h1 tabindex="-1">${text}</h1><p class="lead" lang="vi">${one.title}</p></div>`;
}

/** @param {Agent.WholeProcedure} one
 * @returns {Kiosk.Block[]} */
function lists(one) {
  const missing = new Set(missingOf(one, visit.ticked));
  const have = one.documents.filter((document) => !document.conditional && !missing.has(document));
  return [
    down(listOf(t("check.missing"), [...missing], false)),
    down(have.length ? listOf(t("check.have"), have, true) : null),
  ];
}

/** @param {string} name
 * @param {Agent.Document[]} documents
 * @param {boolean} on */
function listOf(name, documents, on) {
  /** @param {Agent.Document} document */
  const row = (document) => {
    const note = present([document.note, document.show_only && t("words.documents.show_only")]).join("; ");
    return html`<li class="paper">${tickBox(on)}<span lang="vi">${document.name}${note ? html`<span class="note">${note}</span>` : null}</span></li>`;
  };
  // A keyboard reaches the list: where it is long, it is scrolled from there.
  return html`<section class="papers"><h2>${name}</h2><ul class="card plain" tabindex="0" aria-label=${name}>${documents.map(row)}</ul></section>`;
}

/** Once a tap: the agent takes the same wish within three seconds for a slip of the finger, too.
 * @param {Agent.WholeProcedure} one */
async function print(one) {
  if (asking) return;
  asking = true;
  repaint();
  const body = { procedure: one.id, missing: missingOf(one, visit.ticked).map((document) => document.name), lang: visit.lang, large: visit.large };
  /** @type {{ok: boolean, body: Agent.List} | null} */
  const answer = await post("/local/checklists", body).catch(() => null);
  asking = false;
  if (here().name !== "papers_check") return;
  visit.list = answer?.ok ? answer.body : { id: null, paper: "failed" };
  closing = null;
  go("papers_given", { one });
  follow(visit.list.id);
}

/** What becomes of the list's paper.
 * @param {number | null} ident */
async function follow(ident) {
  while (ident !== null && visit.list?.id === ident && visit.list.paper === "printing") {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY));
    /** @type {Agent.List | null} */
    const fresh = await get(`/local/checklists/${ident}`).catch(() => null);
    if (visit.list?.id !== ident) return;
    if (fresh && fresh.paper !== "printing") visit.list = fresh;
  }
  if (here().name !== "papers_given") return;
  if (visit.list?.paper !== "failed") closing = Date.now() + CLOSES_AFTER * 1000;
  touched();
  repaint();
}

/* The list is out, or stands on the screen to be photographed. Nobody has a number from here. */
/** @returns {Kiosk.Screen} */
export function papersGiven() {
  const { one } = here();
  const { list } = visit;
  if (!one || !list) return { blocks: [] };
  const { paper } = list;
  const failed = t(told().printer.none ? "check.no_printer" : list.id === null ? "check.failed_other" : "check.failed");
  return {
    blocks: [
      up(heading(t("check.printed_title"), one)),
      up(paper === "printing" ? band("working", "printer", t("check.printing")) : paper === "failed" ? band("notice", "triangle-alert", failed) : band("success", "arrow-down", t("check.take"))),
      up(band("quiet", "info", t("check.no_number"))),
      ...lists(one),
    ],
    footer: [html`<span class="lead countdown-text">${closesIn()}</span>`, button({ key: "finish", symbol: "check", text: t("check.finish"), press: end })],
    tick,
  };
}

function closesIn() {
  return closing === null ? "" : t("done.closes", { count: Math.max(0, Math.ceil((closing - Date.now()) / 1000)) });
}

function tick() {
  if (closing === null) return;
  if (Date.now() < closing) {
    repaint();
    return;
  }
  closing = null;
  end();
}
