/* The correction of a dossier's people and documents. What somebody else corrected meanwhile is taken over where this
   officer typed nothing, and shown beside the field where both did. */

import { h, messages } from "/assets/page.js";
import { labelled, refuse } from "/assets/parts/fields.js";
import { icon } from "/assets/parts/icon.js";
import { openForm } from "./dossier_dialog.js";
import { longest } from "/assets/longest.js";

const t = messages();
const PERSON = ["name", "id_type", "id_number", "phone", "address", "email"];
const BY_RIGHT = [...PERSON, "relation", "authority"];
/**
 * @typedef {"applicant" | "submitter" | "receiver"} Role
 * @typedef {Wire.HandedIn[]} Documents
 * @typedef {Record<string, string>} Person its fields as they are typed; an empty one is left out
 */

/** @type {Record<Role, string[]>} */
const ROLES = { applicant: PERSON, submitter: BY_RIGHT, receiver: BY_RIGHT };
/** @type {Record<string, string>} */
const WORDS = {
  name: "case.name",
  id_type: "case.id_type",
  id_number: "dossier.id_number",
  phone: "dossier.phone",
  address: "dossier.address",
  email: "dossier.email",
  relation: "case.relation",
  authority: "case.authority",
};
const FORMS = ["original", "certified", "copy", "electronic"];

/** Opens the correction; `saved(dossier)` gets the corrected one.
 * @param {Wire.Dossier} dossier
 * @param {(dossier: Wire.Dossier) => void} saved */
export function openCorrection(dossier, saved) {
  const roles = /** @type {Role[]} */ (Object.keys(ROLES));
  const parts = roles.map((role) => personPart(role, ROLES[role], personOf(dossier, role)));
  const documents = documentsPart(dossier.documents);
  const sets = follows(h("input", { type: "number", min: 1, max: 99 }), String(dossier.sets));
  const note = h("textarea", { rows: 2, maxlength: longest.Correct.note });
  openForm(dossier, {
    title: t("case.correct"),
    verb: t("case.correct"),
    saved,
    content: [...parts.map((part) => part.element), documents.element, labelled(t("dossier.sets"), sets.input, sets.hint), labelled(t("case.correct_why"), note)],
    merge: (_before, after) => {
      for (const part of parts) part.merge(personOf(after, part.role));
      documents.merge(after.documents);
      sets.merge(String(after.sets));
    },
    send: (known) => {
      /** @type {Record<string, unknown>} */
      const body = { version: known.version };
      for (const part of parts) if (part.touched()) body[part.role] = part.value();
      if (documents.touched()) body.documents = documents.value();
      if (sets.touched()) body.sets = Math.max(1, Number(sets.input.value) || 1);
      if (Object.keys(body).length === 1) refuse(t("case.nothing"));
      if (!note.value.trim()) refuse(t("case.missing_reason"), note);
      return ["correct", { ...body, note: note.value.trim() }];
    },
  });
}

/** A person's fields as they are typed; what is not known of them is left out.
 * @param {Wire.Dossier} dossier
 * @param {Role} role */
function personOf(dossier, role) {
  return /** @type {Person | null} */ (dossier[role]);
}

/** A field that follows the dossier until it is typed into; afterwards it shows what others wrote beside it.
 * @param {HTMLInputElement | HTMLSelectElement} input
 * @param {string} value */
function follows(input, value) {
  let base = value;
  input.value = value;
  const hint = h("span", { class: "theirs", role: "status", hidden: true });
  return {
    input,
    hint,
    touched: () => input.value.trim() !== base,
    /** @param {string} theirs */
    merge: (theirs) => {
      const mine = input.value.trim();
      if (theirs === base) return;
      if (mine === base) input.value = theirs;
      else if (mine !== theirs) {
        const words = input instanceof HTMLSelectElement && theirs ? [...input.options].find((option) => option.value === theirs)?.text : theirs;
        hint.textContent = theirs ? t("case.both", { value: words }) : t("case.both_empty");
        hint.hidden = false;
      }
      base = theirs;
    },
  };
}

/** @param {Role} role
 * @param {string[]} names
 * @param {Person | null} person */
function personPart(role, names, person) {
  const fields = Object.fromEntries(names.map((name) => [name, follows(inputOf(name), person?.[name] ?? "")]));
  const grid = h("div", { class: "person-fields" }, names.map((name) => labelled(t(WORDS[name]), fields[name].input, fields[name].hint)));
  const optional = role !== "applicant";
  const has = h("input", { type: "checkbox", checked: Boolean(person) });
  let had = Boolean(person);
  const show = () => (grid.hidden = optional && !has.checked);
  has.addEventListener("change", show);
  show();
  const title = role === "applicant" ? h("legend", {}, t("dossier.applicant")) : h("legend", {}, h("label", { class: "tick" }, has, t(`case.has_${role}`)));
  return {
    role,
    element: h("fieldset", { class: "person-part" }, title, grid),
    touched: () => (optional && has.checked !== had) || (has.checked && Object.values(fields).some((field) => field.touched())),
    /** @param {Person | null} theirs */
    merge: (theirs) => {
      for (const name of names) fields[name].merge(theirs?.[name] ?? "");
      if (has.checked === had) has.checked = Boolean(theirs);
      had = Boolean(theirs);
      show();
    },
    value: () => {
      if (optional && !has.checked) return null;
      if (!fields.name.input.value.trim()) refuse(t("case.name_missing"), fields.name.input);
      return Object.fromEntries(names.map((name) => [name, fields[name].input.value.trim()]).filter(([, value]) => value));
    },
  };
}

/** @param {string} name
 * @returns {HTMLInputElement | HTMLSelectElement} */
function inputOf(name) {
  if (name === "id_type") return h("select", {}, h("option", { value: "" }, "–"), ["cccd", "passport", "other"].map((type) => h("option", { value: type }, t(`case.id_${type}`))));
  return h("input", { type: name === "phone" ? "tel" : "text", maxlength: /** @type {Record<string, number>} */ (longest.Submitter)[name], autocomplete: "off" });
}

/** @param {Documents} documents */
function documentsPart(documents) {
  const rows = h("div", { class: "document-rows" });
  const hint = h("span", { class: "theirs", role: "status", hidden: true });
  let base = JSON.stringify(documents);

  function line({ name = "", form = "original", copies = 1 } = {}) {
    const label = h("input", { type: "text", maxlength: longest.PaperDocument.name, value: name, "aria-label": t("case.document") });
    const kind = h("select", { "aria-label": t("case.form") }, FORMS.map((one) => h("option", { value: one, selected: one === form }, t(`dossier.form_${one}`))));
    const count = h("input", { type: "number", min: 1, max: 999, value: copies, "aria-label": t("case.copies") });
    const row = h("div", { class: "document-row" }, label, kind, count);
    row.append(h("button", { type: "button", class: "square", "aria-label": t("case.document_remove", { name }), onclick: () => row.remove() }, icon("x")));
    return row;
  }

  function value() {
    return [...rows.children]
      .map((row) => {
        /** @type {NodeListOf<HTMLInputElement | HTMLSelectElement>} */
        const [label, kind, count] = row.querySelectorAll("input, select");
        return { name: label.value.trim(), form: kind.value, copies: Math.max(1, Number(count.value) || 1) };
      })
      .filter((one) => one.name);
  }

  const same = () => JSON.stringify(value()) === base;
  rows.append(...documents.map(line));
  base = JSON.stringify(value());
  const another = () => {
    const row = line();
    rows.append(row);
    row.querySelector("input")?.focus();
  };
  const add = h("button", { type: "button", onclick: another }, t("case.document_add"));
  return {
    element: h("fieldset", { class: "person-part" }, h("legend", {}, t("dossier.documents")), rows, hint, add),
    touched: () => !same(),
    /** @param {Documents} theirs */
    merge: (theirs) => {
      const next = JSON.stringify(theirs.map(({ name, form, copies }) => ({ name, form, copies })));
      if (next === base) return;
      if (same()) rows.replaceChildren(...theirs.map(line));
      else {
        hint.textContent = t("case.both", { value: theirs.map((one) => `${one.name} (${one.copies})`).join("; ") });
        hint.hidden = false;
      }
      base = next;
    },
    value,
  };
}
