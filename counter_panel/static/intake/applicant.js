/* One person of an intake; a citizen card scanned or pasted into the name or the number fills what it carries.
   The card's raw text is read once and thrown away. */

import { byId, h, messages } from "/assets/page.js";
import { labelled, refuse } from "/assets/parts/fields.js";
import { hasAccents, LONGEST_SCAN, looksLikeCard, parseCard } from "./citizen_card.js";
import { longest } from "/assets/longest.js";

const t = messages();
/** @type {import("./desk.js").PageData} */
const { patterns } = JSON.parse(byId("panel").textContent ?? "");
/** @typedef {Wire.PersonOnPaper & Partial<Wire.Submitter>} Filled */

/** @type {Array<[NonNullable<Wire.PersonOnPaper["id_type"]>, string]>} */
const ID_TYPES = [
  ["cccd", "intake.cccd"],
  ["passport", "intake.passport"],
  ["other", "intake.id_other"],
];
const SCAN_PAUSE = 120; // ms without a letter end a scan that has no suffix

/** `{element, value(), fill(person)}`; value raises what the dialog shows when something is missing or wrong. `title` is the
    heading (none: no heading), `first` puts the cursor here, `byRight` asks by what right somebody comes for the applicant.
 * @param {{title?: string | null, first?: boolean, byRight?: boolean}} how */
export function personForm({ title = null, first = false, byRight = false } = {}) {
  const name = h("input", { type: "text", maxlength: Math.max(longest.Submitter.name, LONGEST_SCAN), autocomplete: "off", required: true, "data-first": first });
  const idType = h("select", { class: "field", "aria-label": t("intake.id_type") }, ID_TYPES.map(([type, key]) => h("option", { value: type }, t(key))));
  const idNumber = h("input", { type: "text", maxlength: LONGEST_SCAN, autocomplete: "off", inputmode: "numeric" });
  const phone = h("input", { type: "tel", maxlength: longest.Submitter.phone, autocomplete: "off" });
  const address = h("input", { type: "text", maxlength: longest.Submitter.address, autocomplete: "off" });
  const relation = h("input", { type: "text", maxlength: longest.Submitter.relation, autocomplete: "off" });
  const authority = h("input", { type: "text", maxlength: longest.Submitter.authority, autocomplete: "off" });
  const read = h("p", { class: "card-read", role: "status" });
  let timer = 0;

  /** @param {HTMLInputElement} input */
  function take(input) {
    clearTimeout(timer);
    const card = parseCard(input.value);
    if (!card) return false;
    input.value = "";
    idType.value = "cccd";
    idNumber.value = card.idNumber;
    name.value = card.name;
    address.value = card.address;
    const sure = hasAccents(card.name + card.address);
    read.textContent = t(sure ? "intake.card_read" : "intake.card_check");
    read.classList.toggle("doubt", !sure);
    (sure ? phone : name).focus();
    return true;
  }

  for (const input of [name, idNumber]) {
    input.addEventListener("input", () => {
      clearTimeout(timer);
      if (looksLikeCard(input.value)) timer = setTimeout(() => take(input), SCAN_PAUSE);
    });
    input.addEventListener("keydown", (event) => {
      // The scanner's suffix must not send the form.
      if (event.key === "Enter" && looksLikeCard(input.value)) {
        event.preventDefault();
        take(input);
      }
    });
  }

  const element = h(
    "section",
    { class: "applicant" },
    title && h("h3", {}, title),
    read,
    labelled(t("intake.name"), name, t("intake.name_hint")),
    h("div", { class: "pair" }, labelled(t("intake.id_type"), idType), labelled(t("intake.id_number"), idNumber)),
    labelled(t("intake.phone"), phone),
    labelled(t("intake.address"), address),
    byRight && h("div", { class: "pair" }, labelled(t("intake.relation"), relation), labelled(t("intake.authority"), authority)),
  );

  /** @param {Partial<Filled>} person */
  function fill(person) {
    name.value = person.name ?? "";
    idType.value = person.id_type ?? "cccd";
    idNumber.value = person.id_number ?? "";
    phone.value = person.phone ?? "";
    address.value = person.address ?? "";
    relation.value = person.relation ?? "";
    authority.value = person.authority ?? "";
  }

  function value() {
    check();
    const [type] = ID_TYPES[idType.selectedIndex];
    /** @type {Filled} */
    const person = { name: filled(name) };
    if (filled(idNumber)) Object.assign(person, { id_type: type, id_number: filled(idNumber) });
    if (filled(phone)) person.phone = filled(phone);
    if (filled(address)) person.address = filled(address);
    if (byRight && filled(relation)) person.relation = filled(relation);
    if (byRight && filled(authority)) person.authority = filled(authority);
    return person;
  }

  /** Raises what is missing or wrong. */
  function check() {
    if (!filled(name)) {
      name.focus();
      refuse(t("intake.name_missing"));
    }
    if (idType.value === "cccd" && filled(idNumber) && !new RegExp(patterns.card).test(filled(idNumber))) {
      idNumber.focus();
      refuse(t("intake.id_number_wrong"));
    }
    if (!new RegExp(patterns.phone).test(filled(phone))) {
      phone.focus();
      refuse(t("intake.phone_wrong"));
    }
  }

  return { element, value, fill };
}

/** @param {HTMLInputElement} input */
function filled(input) {
  return input.value.trim();
}
