/* One dossier: facts, papers, history, tickets, who looked at it, and the way to its receipt. Changes nothing. */

import { api, h, messages } from "/assets/page.js";
import { formsCard } from "./dossier_forms.js";
import { feesCard } from "./fees_card.js";
import { icon, momentOf, problemShown, shortDay } from "./desk.js";

const t = messages();
const box = document.getElementById("dossier");
const code = box.dataset.code;
const DONE = new Set([9, 10]);
const STOPPED = new Set([3, 7, 8]);
const TAKEN_IN = new Set([2, 4, 6, 9]);
const LOOKS = 12;

function pairs(rows) {
  return h(
    "dl",
    { class: "pairs" },
    rows.filter(([, value]) => value !== null && value !== undefined && value !== "").map(([key, value]) => [h("dt", {}, t(`dossier.${key}`)), h("dd", {}, value)]),
  );
}

function head(dossier) {
  const kind = DONE.has(dossier.status) ? "done" : STOPPED.has(dossier.status) ? "stopped" : dossier.status === 5 || dossier.status === 6 ? "waits" : "";
  const receipt = !dossier.history.some((step) => TAKEN_IN.has(step.status))
    ? h("span", { class: "quiet" }, t("dossier.no_receipt"))
    : h("a", { class: "button primary", href: dossier.receipt_url, target: "_blank", rel: "noopener" }, icon("printer"), t("dossier.receipt"));
  return h(
    "section",
    { class: "card head" },
    h("h2", {}, dossier.code),
    h("span", { class: `chip ${kind}` }, dossier.status_name),
    dossier.overdue && h("span", { class: "overdue" }, icon("triangle-alert"), t("dossier.overdue")),
    receipt,
    h("p", {}, dossier.procedure_name ?? dossier.external?.system ?? ""),
    dossier.anonymised_at && h("p", { class: "quiet" }, t("dossier.anonymised", { day: shortDay(dossier.anonymised_at.slice(0, 10)) })),
  );
}

function facts(dossier) {
  const applicant = dossier.applicant ?? {};
  const submitter = dossier.submitter ?? {};
  const when = (at) => at && momentOf(at);
  return h(
    "section",
    { class: "card" },
    h("h3", {}, t("dossier.facts")),
    pairs([
      ["applicant", applicant.name],
      ["phone", applicant.phone],
      ["address", applicant.address],
      ["email", applicant.email],
      ["id_number", applicant.id_number],
      ["submitter", submitter.name && [submitter.name, submitter.relation, submitter.authority].filter(Boolean).join(", ")],
      ["submitter_id", submitter.id_number],
      ["submitter_phone", submitter.phone],
      ["received", when(dossier.received_at)],
      ["due", when(dossier.due_at) ?? t("dossier.not_published")],
      ["due_basis", dossier.due_basis && basis(dossier.due_basis)],
      ["finished", when(dossier.finished_at)],
      ["returned", when(dossier.returned_at)],
      ["verdict", dossier.verdict && t(`dossier.verdict_${dossier.verdict}`)],
      ["sets", dossier.sets],
      ["external", dossier.external && `${dossier.external.code} (${dossier.external.system})`],
      ["created_by", dossier.created_by],
      ["note", dossier.note],
    ]),
  );
}

function basis(text) {
  const known = t(`dossier.basis_${text}`);
  return known.startsWith("dossier.") ? text : known;
}

function papers(dossier) {
  const rows = dossier.documents.map((paper) =>
    h("li", {}, paper.name, h("span", {}, `${t(`dossier.form_${paper.form}`)} · ${t("dossier.copies", { copies: paper.copies })}`)),
  );
  return h(
    "section",
    { class: "card" },
    h("h3", {}, t("dossier.documents")),
    rows.length ? h("ul", { class: "papers" }, rows) : h("p", { class: "quiet" }, t("dossier.no_documents")),
  );
}

function steps(dossier) {
  const rows = [...dossier.history].reverse().map((step) =>
    h(
      "li",
      {},
      h("b", {}, step.status_name),
      h("span", {}, `${momentOf(step.at)} · ${step.by}`),
      step.note && h("span", {}, step.note),
    ),
  );
  return h("section", { class: "card" }, h("h3", {}, t("dossier.history")), h("ol", { class: "steps" }, rows));
}

function tickets(dossier, rows) {
  const lines = rows.map((ticket) =>
    h("li", {}, h("b", {}, ticket.number), ` · ${shortDay(ticket.issued_at.slice(0, 10))} · ${t(`ticket_state.${ticket.state}`)}`),
  );
  return h(
    "section",
    { class: "card" },
    h("h3", {}, t("dossier.tickets")),
    lines.length ? h("ul", { class: "tickets" }, lines) : h("p", { class: "quiet" }, t("dossier.no_tickets")),
  );
}

function look(seen) {
  const where = seen.counter === null ? "" : ` · ${t("dossier.look_counter", { counter: seen.counter })}`;
  return h("li", {}, h("b", {}, `${seen.by} (${t(`role.${seen.role}`)})`), h("span", {}, `${momentOf(seen.at)}${where}`), h("span", {}, t(`dossier.look_${seen.what}`)));
}

/* Who looked, newest first, some at a time: for supervisors and administrators. */
function looks() {
  const list = h("ol", { class: "steps", id: "looks" });
  const more = h("button", { type: "button", hidden: true }, t("dossier.more"));
  const said = h("p", { class: "quiet", hidden: true });
  async function next() {
    more.disabled = true;
    try {
      const found = await api("GET", `/api/v1/dossiers/${encodeURIComponent(code)}/looks?limit=${LOOKS}&offset=${list.children.length}`);
      list.append(...found.items.map(look));
      said.textContent = t("dossier.looks_none");
      said.hidden = list.children.length > 0;
      more.hidden = list.children.length >= found.total;
    } catch (problem) {
      said.textContent = problem.title;
      said.hidden = false;
    }
    more.disabled = false;
  }
  more.addEventListener("click", next);
  next();
  return h("section", { class: "card" }, h("h3", {}, t("dossier.looks")), list, said, more);
}

async function load() {
  try {
    const dossier = await api("GET", `/api/v1/dossiers/${encodeURIComponent(code)}`);
    const rows = await Promise.all(dossier.tickets.map((id) => api("GET", `/api/v1/tickets/${id}`).catch(() => null)));
    box.replaceChildren(
      head(dossier),
      h("div", { class: "column" }, facts(dossier), papers(dossier)),
      h("div", { class: "column" }, formsCard(code), feesCard(code, load), steps(dossier), tickets(dossier, rows.filter(Boolean)), box.dataset.looks && looks()),
    );
  } catch (problem) {
    const text = problem.status === 404 ? t("dossier.not_found", { code }) : problem.title;
    box.replaceChildren(h("section", { class: "card head" }, h("p", { role: "alert" }, text)));
    if (problem.status === 401) problemShown(problem);
  }
}

load();
