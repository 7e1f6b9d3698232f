/* One dossier: its cards, what can be done with it, who else has it open; live by facts. Opened pages update themselves,
   forms that are being filled in keep what was typed. */

import { connect } from "/assets/link.js";
import { api, h, messages } from "/assets/page.js";
import { problemShown, toast } from "/assets/office/desk.js";
import { deadline, head, papers, people, slip, stepWords, steps, tickets } from "./dossier_cards.js";
import { tellOpenForm } from "./dossier_dialog.js";
import { formsCard } from "./dossier_forms.js";
import { looksCard } from "./dossier_looks.js";
import { openBy, showLink } from "./dossier_marks.js";
import { deedsCard } from "./dossier_moves.js";
import { scansCard } from "./dossier_scans.js";
import { feesCard } from "/pages-static/money/fees_card.js";

const t = messages();
const box = document.getElementById("dossier");
const path = `/api/v1/dossiers/${encodeURIComponent(box.dataset.code)}`;
let shown = null;
let person = null;
let departments = [];
let names = [];
let link = null;
let asked = 0;
const present = h("span", { id: "presence" });

/* What fills itself is made once: redrawing the dossier must not load it again. */
let own = null;

async function load({ told = false } = {}) {
  const mine = (asked += 1);
  try {
    const dossier = await api("GET", path);
    const [slipRows, ticketRows] = await Promise.all([
      api("GET", `${path}/hand-overs`).then((found) => found.items),
      Promise.all(dossier.tickets.map((id) => api("GET", `/api/v1/tickets/${id}`).catch(() => null))),
    ]);
    if (mine !== asked) return;
    if (told && shown && dossier.version > shown.version) announce(shown, dossier);
    draw(dossier, slipRows, ticketRows.filter(Boolean));
  } catch (problem) {
    if (mine !== asked) return;
    if (!problem.title) throw problem;
    if (shown === null) {
      const text = problem.status === 404 ? t("dossier.not_found", { code: box.dataset.code }) : problem.title;
      box.replaceChildren(h("section", { class: "card head" }, h("p", { role: "alert" }, text)));
    }
    if (problem.status === 401) problemShown(problem);
  }
}

/* Only of others: one knows what one did oneself. */
function announce(before, after) {
  const news = after.history.slice(before.history.length).filter((step) => step.by !== person.name);
  if (news.length) toast(t("case.changed_by", { by: news.at(-1).by, what: news.map(stepWords).join("; ") }));
  tellOpenForm(after);
}

function draw(dossier, slipRows, ticketRows) {
  const focus = document.activeElement?.dataset?.deed;
  shown = dossier;
  drawPresence();
  own ??= { scans: scansCard(dossier.code, { may: !dossier.anonymised_at, changed: () => load() }), looks: box.dataset.looks ? looksCard(dossier.code) : null };
  own.version === dossier.version || Object.assign(own, { version: dossier.version, forms: formsCard(dossier.code), fees: feesCard(dossier.code, () => load()) });
  box.replaceChildren(
    head(dossier, present),
    deedsCard(dossier, { person, departments, saved: () => load() }),
    h("div", { class: "column" }, people(dossier), deadline(dossier), slip(slipRows), papers(dossier), own.scans),
    h("div", { class: "column" }, own.forms, own.fees, steps(dossier), tickets(ticketRows), own.looks),
  );
  if (focus && !document.querySelector("dialog[open]")) box.querySelector(`[data-deed="${CSS.escape(focus)}"]`)?.focus({ preventScroll: true });
}

function drawPresence() {
  present.replaceChildren(openBy(names, person.name) ?? "");
}

async function begin() {
  [person, departments] = await Promise.all([api("GET", "/api/v1/session"), api("GET", "/api/v1/departments")]);
  await load();
  if (shown === null) return;
  link = connect({
    onSnapshot: () => load({ told: true }),
    onFact: ({ type, data }) => type === "dossier_changed" && data.code === shown.code && data.version >= shown.version && load({ told: true }),
    onPresence: (now) => {
      if (now.code !== shown.code) return;
      names = now.names;
      drawPresence();
    },
    onStatus: showLink,
  });
  link.open(shown.code);
}

begin().catch((problem) => {
  if (!problem.title) throw problem;
  problemShown(problem);
});
