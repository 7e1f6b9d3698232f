/* Taking in a dossier while serving: the form, its three outcomes, an outside system's code by one scan, and what was
   made of it. The server gives the code and the due date. */

import { h, messages } from "/assets/page.js";
import { labelled, refuse } from "/assets/parts/fields.js";
import { formPages } from "/assets/office/form_preview.js";
import { slipPrinter } from "/assets/office/slip_printer.js";
import { choices, openDialog, pair } from "../parts/dialog.js";
import { earlierForm } from "../ticket/earlier.js";
import { icon } from "/assets/parts/icon.js";
import { take as takeMoney } from "./money.js";
import { paperTable } from "./paper_table.js";
import { peopleForm } from "./people.js";
import { procedurePicker } from "./procedure_picker.js";
import { momentOf, momentAt } from "/assets/parts/dates.js";
import { longest } from "/assets/longest.js";

/**
 * @typedef {import("./desk.js").Desk} Desk
 * @typedef {import("./people.js").People} People
 * @typedef {Wire.Ticket} Ticket
 * @typedef {"accept" | "supplement" | "refuse"} Outcome what the officer pressed
 * @typedef {Outcome | "return"} Made `return`: done while the visitor waited
 * @typedef {"own" | "earlier" | "external"} Kind
 */

const t = messages();
/** @type {Record<Made, NonNullable<Wire.NewDossier["outcome"]>>} */
const WIRE = { accept: "accept", return: "return", supplement: "request-supplement", refuse: "refuse" };
/** @type {Record<string, string>} */
const PAPER = { accept: "receipt", return: "receipt", supplement: "supplement", refuse: "refusal" };
/** @type {Set<string>} */
const PAYS = new Set(["accept", "return"]);
/** @type {Array<Wire.OutsideCode["system"]>} */
const SYSTEMS = ["dvcqg", "province", "ministry", "other"];
const REMEMBERED = "panel.external_system";

/** Opens the form with the outcome that the officer pressed; `finishNext()` ends the service from the last page. `people`
    are those of this visitor's dossier before.
 * @param {Desk} desk
 * @param {Ticket} ticket
 * @param {Outcome} outcome
 * @param {() => void} finishNext
 * @param {People | null} people */
export function openIntake(desk, ticket, outcome, finishNext, people = null) {
  const kind = choices(
    h("span", { class: "visually-hidden" }, t("intake.kind")),
    [pair("own", t("intake.own")), pair("earlier", t("intake.earlier")), pair("external", t("intake.external"))],
    { chosen: "own", digits: false, row: true },
  );
  const own = ownForm(desk, ticket, outcome, people, () => sayWhat());
  const forms = { own, earlier: earlierForm(), external: externalForm() };
  const chosen = () => /** @type {Kind} */ (kind.value());
  const submitText = () => t(chosen() === "own" ? `intake.submit_${own.outcome()}` : `intake.submit_${chosen()}`);
  /** @type {import("../parts/dialog.js").Dialog | null} */
  let dialog = null;
  const sayWhat = () => dialog?.element.querySelector("button[type=submit]")?.replaceChildren(submitText());
  forms.earlier.element.hidden = forms.external.element.hidden = true;
  dialog = openDialog({
    title: t(`intake.title_${outcome}`, { number: ticket.number }),
    // Only an accepted dossier can be there already, here or in another system.
    body: [outcome === "accept" ? kind.element : null, ...Object.values(forms).map((form) => form.element)],
    submit: submitText(),
    wide: true,
    onSubmit: async (close) => {
      const which = chosen();
      /** @type {Wire.NewDossier} */
      const body = forms[which].value();
      /** @type {{made: Wire.Dossier | null}} */
      const answer = { made: null };
      const done = await desk.perform(
        async () => {
          answer.made = await desk.post(ticket, "dossiers", body, { secret: true });
        },
        { rethrow: true },
      );
      if (!done || !answer.made) return;
      if (body.external) localStorage.setItem(REMEMBERED, body.external.system);
      close();
      const { applicant, submitter, receiver } = body;
      const same = which === "own" ? { applicant, submitter, receiver } : null;
      showMade(desk, ticket, { made: which === "own" ? own.outcome() : which, dossier: answer.made, finishNext, people: same });
    },
  });
  kind.element.addEventListener("change", () => {
    for (const [name, form] of Object.entries(forms)) form.element.hidden = name !== kind.value();
    sayWhat();
    const which = chosen();
    if (which !== "own") forms[which].focus();
  });
}

/** The people of the dossier that this visitor handed in before, one press away: nobody types them twice.
 * @param {Desk} desk
 * @param {Ticket} ticket
 * @param {ReturnType<typeof peopleForm>} people */
function sameAsBefore(desk, ticket, people) {
  const code = ticket.dossiers.at(-1);
  if (!code) return null;
  const take = async () => {
    const dossier = await desk.dossier(code);
    if (dossier?.applicant) people.fill(/** @type {People} */ (dossier));
  };
  return h("button", { type: "button", class: "linklike", onclick: take }, icon("user"), t("intake.same_people", { code }));
}

/** @param {Desk} desk
 * @param {Ticket} ticket
 * @param {Outcome} outcome
 * @param {People | null} given
 * @param {() => void} onChange */
function ownForm(desk, ticket, outcome, given, onChange) {
  const people = peopleForm(given);
  const atOnce = h("input", { type: "checkbox", onchange: onChange });
  const atOnceField = h("label", { class: "has", hidden: true }, atOnce, h("span", {}, t("intake.at_once")));
  const note = h("textarea", { rows: outcome === "accept" ? 2 : 4, maxlength: longest.NewDossier.note });
  const noteField = labelled(t(`intake.note_${outcome}`), note);
  const limit = h("p", { class: "limit" });
  const day = h("input", { type: "date" });
  const time = h("input", { type: "time" });
  const due = h("div", { class: "pair due", hidden: true }, labelled(t("intake.due_date"), day), labelled(t("intake.due_time"), time, t("intake.due_time_hint")));
  let noteTouched = false;
  note.addEventListener("input", () => (noteTouched = true));

  /** @type {ReturnType<typeof paperTable>} */
  const papers = paperTable(ticket.documents, () => {
    if (outcome !== "supplement" || noteTouched) return;
    note.value = papers.missing().map((name) => t("intake.missing_line", { name })).join("\n");
  });
  const picker = procedurePicker(desk, ticket.procedures.slice(ticket.stop), (procedure) => {
    papers.show(procedure);
    // Instant procedures are done while the visitor waits: one deed from creation to return.
    atOnceField.hidden = outcome !== "accept" || !procedure.same_day;
    atOnce.checked = !atOnceField.hidden;
    onChange();
    const text = limitText(procedure);
    due.hidden = outcome !== "accept" || text !== null;
    limit.hidden = outcome !== "accept";
    limit.textContent = text === null ? t("intake.limit_unknown") : t("intake.limit", { text });
    limit.classList.toggle("doubt", text === null);
    if (outcome === "accept") noteField.querySelector(".name")?.replaceChildren(t(text === null ? "intake.note_basis" : "intake.note_accept"));
  });
  const element = h(
    "div",
    { class: "intake" },
    h("div", {}, picker.element, given ? null : sameAsBefore(desk, ticket, people), people.element),
    h("div", {}, papers.element, limit, atOnceField, due, noteField),
  );
  /** @returns {Made} */
  const chosen = () => (atOnce.checked ? "return" : outcome);

  function procedureId() {
    const procedure = picker.value();
    if (procedure) return procedure.id;
    picker.open();
    return refuse(t("intake.procedure_missing"));
  }

  function value() {
    /** @type {Wire.NewDossier & {documents: Wire.PaperDocument[]}} */
    const body = { procedure: procedureId(), ...people.value(), documents: papers.received(), outcome: WIRE[chosen()] };
    // Some procedures ask for nothing that stays here: their papers are only shown.
    if (outcome === "accept" && !body.documents.length && papers.missing().length) refuse(t("intake.none_received"));
    if (!due.hidden) {
      if (!day.value) {
        day.focus();
        refuse(t("intake.due_missing"));
      }
      // A day alone ends when the office closes, which the server knows.
      body.due_at = time.value ? momentAt(day.value, time.value) : day.value;
    }
    if (note.value.trim()) body[due.hidden ? "note" : "due_basis"] = note.value.trim();
    else if (outcome !== "accept" || !due.hidden) {
      note.focus();
      refuse(t("intake.note_missing"));
    }
    return body;
  }

  return { element, value, outcome: chosen };
}

/** The published limit in words, or null where none was published and the officer has to promise a date.
 * @param {Wire.ProcedureToRead} procedure */
function limitText(procedure) {
  if (procedure.same_day) return t("intake.limit_same_day");
  return procedure.time_limit ? t(`intake.limit_${procedure.time_unit}`, { count: procedure.time_limit }) : null;
}

function externalForm() {
  const remembered = localStorage.getItem(REMEMBERED);
  const code = h("input", { type: "text", maxlength: longest.OutsideDossier.code, autocomplete: "off", spellcheck: "false" });
  const system = h("select", {}, SYSTEMS.map((name) => h("option", { value: name, selected: name === remembered }, t(`intake.system_${name}`))));
  const element = h(
    "div",
    { class: "external" },
    h("p", { class: "scan" }, icon("scan-line"), labelled(t("intake.external_code"), code, t("intake.external_hint"))),
    labelled(t("intake.external_system"), system),
  );
  return {
    element,
    focus: () => code.focus(),
    value: () => {
      if (!code.value.trim()) {
        code.focus();
        refuse(t("intake.external_missing"));
      }
      return { external: { system: SYSTEMS[system.selectedIndex], code: code.value.trim() } };
    },
  };
}

/** @param {Desk} desk
 * @param {Ticket} ticket
 * @param {{made: Made | Kind, dossier: Wire.Dossier, finishNext: () => void, people: People | null}} what */
function showMade(desk, ticket, { made, dossier, finishNext, people }) {
  const code = dossier.external?.code ?? dossier.code;
  const pay = () => takeMoney(desk, ticket, dossier.code);
  /** @param {() => void} run */
  const act = (run) => () => {
    dialog.close();
    run();
  };
  const dialog = openDialog({
    title: t(`intake.done_${made}`),
    body: h(
      "div",
      { class: "made" },
      h("p", {}, h("span", {}, t("intake.code")), h("b", {}, code)),
      made === "accept" || dossier.due_at
        ? h("p", {}, h("span", {}, t("intake.due")), h("b", {}, dossier.due_at ? momentOf(dossier.due_at) : t("intake.due_none")))
        : null,
      h(
        "div",
        { class: "buttons" },
        ...paperOf(dossier, made),
        made === "earlier" ? h("a", { class: "button", href: `/dossiers/${encodeURIComponent(dossier.code)}`, target: "_blank", rel: "noopener" }, icon("file-text"), t("intake.open_dossier")) : null,
        PAYS.has(made) ? h("button", { type: "button", onclick: act(pay) }, icon("banknote"), h("kbd", {}, "F6"), t("action.money")) : null,
        h("button", { type: "button", "data-first": PAPER[made] && made !== "return" ? null : true, onclick: act(finishNext) }, h("kbd", {}, "F9"), t("action.finish_next")),
        h("button", { type: "button", onclick: act(() => openIntake(desk, ticket, "accept", finishNext, people)) }, icon("plus"), t("intake.another")),
      ),
    ),
    onKey: (event) => {
      const run = event.key === "F9" ? finishNext : event.key === "F6" && PAYS.has(made) ? pay : null;
      if (!run) return false;
      act(run)();
      return true;
    },
  });
}

/** The outcome's form: to print, and to look at first. Nothing for another system's dossier: its paper comes from there.
 * @param {Wire.Dossier} dossier
 * @param {Made | Kind} made */
function paperOf(dossier, made) {
  const form = PAPER[made];
  if (!form) return [];
  const address = `/api/v1/dossiers/${encodeURIComponent(dossier.code)}/forms/${form}`;
  const words = t(form === "receipt" ? "ticket.print_receipt" : `forms.print_${form}`);
  const print = h(
    "a",
    {
      class: "button primary",
      "data-first": made === "return" ? null : true,
      href: form === "receipt" ? `/api/v1/dossiers/${encodeURIComponent(dossier.code)}/receipt.pdf` : `${address}.pdf`,
      target: "_blank",
      rel: "noopener",
      "aria-label": `${words} (${t("ticket.opens_new_tab")})`,
    },
    icon("printer"),
    words,
  );
  const look = h("button", { type: "button", onclick: () => openDialog({ title: words, body: [slipPrinter(dossier.code, form), formPages(`${address}.png`)], wide: true }) }, t("forms.preview"));
  return [print, look];
}
