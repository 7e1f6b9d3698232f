/* One dossier: its cards, what can be done with it, who else has it open; live by facts. Opened pages update themselves,
   forms that are being filled in keep what was typed. */

import { connect } from "/assets/link.js";
import { api, byId, h, messages, Problem } from "/assets/page.js";
import { problemShown } from "/assets/office/desk.js";
import { draw, html } from "/assets/parts/draw.js";
import { toast } from "/assets/parts/toast.js";
import { deadline, head, papers, people, slip, stepWords, steps, tickets } from "./dossier_cards.js";
import { tellOpenForm } from "./dossier_dialog.js";
import { formsCard } from "./dossier_forms.js";
import { looksCard } from "./dossier_looks.js";
import { openBy, showLink } from "./dossier_marks.js";
import { deedsCard } from "./dossier_moves.js";
import { scansCard } from "./dossier_scans.js";
import { feesCard } from "/pages-static/money/fees_card.js";

const t = messages();
const box = byId("dossier");
const code = box.dataset.code ?? "";
const path = `/api/v1/dossiers/${encodeURIComponent(code)}`;
/** The dossier as it is shown. @type {Wire.Dossier | null} */
let shown = null;
/** Who has it open now. @type {string[]} */
let names = [];
let asked = 0;
const present = h("span", { id: "presence" });

/** @typedef {{person: Wire.Session, departments: Wire.Departments}} Page */

/** What fills itself is made once: redrawing the dossier must not load it again. @type {Record<"scans" | "forms" | "fees", HTMLElement> & {version: number, looks: HTMLElement | null} | null} */
let own = null;

/** @param {Page} page */
async function load(page, { told = false } = {}) {
  const mine = (asked += 1);
  try {
    /** @type {Wire.Dossier} */
    const dossier = await api("GET", path);
    /** @type {[Wire.HandOvers, Array<Wire.Ticket | null>]} */
    const [handOvers, ticketRows] = await Promise.all([api("GET", `${path}/hand-overs`), Promise.all(dossier.tickets.map(ticketOf))]);
    if (mine !== asked) return;
    if (told && shown && dossier.version > shown.version) announce(shown, dossier, page.person.name);
    show(page, dossier, handOvers.items, ticketRows.filter((ticket) => ticket !== null));
  } catch (problem) {
    if (mine !== asked) return;
    if (!(problem instanceof Problem)) throw problem;
    if (shown === null) {
      const text = problem.status === 404 ? t("dossier.not_found", { code }) : problem.title;
      box.replaceChildren(h("section", { class: "card head" }, h("p", { role: "alert" }, text)));
    }
    if (problem.status === 401) problemShown(problem);
  }
}

/** A ticket of the dossier; null where it cannot be read.
 * @param {number} id
 * @returns {Promise<Wire.Ticket | null>} */
async function ticketOf(id) {
  return api("GET", `/api/v1/tickets/${id}`).then((found) => /** @type {Wire.Ticket} */ (found)).catch(() => null);
}

/** Only of others: one knows what one did oneself.
 * @param {Wire.Dossier} before
 * @param {Wire.Dossier} after
 * @param {string} me */
function announce(before, after, me) {
  const news = after.history.slice(before.history.length).filter((step) => step.by !== me);
  if (news.length) toast(t("case.changed_by", { by: news[news.length - 1].by, what: news.map(stepWords).join("; ") }));
  tellOpenForm(after);
}

/** @param {Page} page
 * @param {Wire.Dossier} dossier
 * @param {Wire.HandOverRow[]} slipRows
 * @param {Wire.Ticket[]} ticketRows */
function show(page, dossier, slipRows, ticketRows) {
  const changed = () => void load(page);
  shown = dossier;
  drawPresence(page.person.name);
  own ??= {
    version: dossier.version,
    scans: scansCard(dossier.code, { may: !dossier.anonymised_at, changed }),
    looks: box.dataset.looks ? looksCard(dossier.code) : null,
    forms: formsCard(dossier.code),
    fees: feesCard(dossier.code, changed),
  };
  if (own.version !== dossier.version) Object.assign(own, { version: dossier.version, forms: formsCard(dossier.code), fees: feesCard(dossier.code, changed) });
  const facts = [people(dossier), deadline(dossier), slip(slipRows), papers(dossier), own.scans];
  const beside = [own.forms, own.fees, steps(dossier), tickets(ticketRows), own.looks];
  draw(box, html`${head(dossier, present)}${deedsCard(dossier, { ...page, saved: changed })}<div class="column">${facts}</div><div class="column">${beside}</div>`);
}

/** @param {string} me */
function drawPresence(me) {
  present.replaceChildren(openBy(names, me) ?? "");
}

async function begin() {
  /** @type {[Wire.Session, Wire.Departments]} */
  const [person, departments] = await Promise.all([api("GET", "/api/v1/session"), api("GET", "/api/v1/departments")]);
  const page = { person, departments };
  await load(page);
  if (shown === null) return;
  const link = connect({
    onSnapshot: () => load(page, { told: true }),
    onFact: ({ type, data }) => {
      if (type === "dossier_changed" && shown && data.code === shown.code && data.version >= shown.version) load(page, { told: true });
    },
    onPresence: (now) => {
      if (now.code !== shown?.code) return;
      names = now.names;
      drawPresence(person.name);
    },
    onStatus: showLink,
  });
  link.open(shown.code);
}

begin().catch(problemShown);
