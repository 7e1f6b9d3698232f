/* Finding an earlier dossier by its code, its QR code, a name, a whole telephone or paper's number. */

import { api, h, messages, Problem } from "/assets/page.js";
import { isPersonsNumber } from "/assets/office/persons_number.js";
import { LONGEST_SCAN } from "../intake/citizen_card.js";
import { labelled, refuse } from "/assets/parts/fields.js";
import { icon } from "/assets/parts/icon.js";
import { momentOf } from "/assets/parts/dates.js";

const t = messages();
const PAUSE = 250; // ms after the last letter
const SHOWN = 8;
const IN_ADDRESS = /\/d(?:ossiers)?\/([^/?#\s]+)/;

/** What a scan of the receipt means: the code inside the address in its QR code, else the text itself.
 * @param {string} text */
export function codeIn(text) {
  const found = IN_ADDRESS.exec(text);
  return found ? decodeURIComponent(found[1]) : text.trim();
}

/** `{element, focus(), value()}`; value is `{dossier: code}` of the chosen one. */
export function earlierForm() {
  /** @type {string | null} */
  let chosen = null;
  let asked = 0;
  let timer = 0;
  const input = h("input", { type: "search", maxlength: LONGEST_SCAN, autocomplete: "off", spellcheck: "false" });
  const results = h("div", { class: "results earlier", role: "radiogroup", "aria-label": t("intake.earlier") });
  const element = h("div", { class: "external" }, h("p", { class: "scan" }, icon("scan-line"), labelled(t("intake.earlier_search"), input, t("intake.earlier_hint"))), results);

  async function search() {
    clearTimeout(timer);
    const ask = (asked += 1);
    const text = codeIn(input.value);
    if (!text) {
      results.replaceChildren();
      return;
    }
    try {
      /** @type {Wire.DossierList} */
      const found = await api("GET", `/api/v1/dossiers?limit=${SHOWN}&q=${encodeURIComponent(text)}`);
      if (ask === asked) show(found.items);
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      if (ask === asked) results.replaceChildren(h("p", { class: "hint" }, problem.title));
    }
  }

  /** @param {Wire.DossierList["items"]} items */
  function show(items) {
    chosen = items.length === 1 ? items[0].code : null;
    results.replaceChildren(...items.map(choice));
    if (!items.length) results.append(h("p", { class: "hint" }, t("intake.earlier_none")));
  }

  /** @param {Wire.DossierList["items"][number]} dossier */
  function choice(dossier) {
    const box = h("input", { type: "radio", name: "earlier", value: dossier.code, checked: dossier.code === chosen, onchange: () => (chosen = dossier.code) });
    const facts = [dossier.applicant?.name, dossier.status_name, dossier.due_at && t("ticket.due", { when: momentOf(dossier.due_at) })];
    return h(
      "label",
      { class: "choice" },
      box,
      h("span", {}, h("b", {}, dossier.code), h("span", { class: "hint" }, dossier.procedure_name ?? dossier.external?.system ?? ""), h("span", { class: "hint" }, facts.filter(Boolean).join(" · "))),
    );
  }

  input.addEventListener("input", () => {
    chosen = null;
    clearTimeout(timer);
    // A person's number is found whole or not at all, and each search by one is written down: not before it is sent.
    if (!isPersonsNumber(input.value)) timer = setTimeout(search, PAUSE);
  });
  input.addEventListener("keydown", (event) => {
    // The first Enter looks, the next one ties what was found.
    if (event.key !== "Enter" || chosen) return;
    event.preventDefault();
    search();
  });
  return {
    element,
    focus: () => input.focus(),
    value: () => {
      if (!chosen) {
        input.focus();
        refuse(t("intake.earlier_missing"));
      }
      return { dossier: chosen };
    },
  };
}
