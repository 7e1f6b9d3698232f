/* A form about the dossier that survives somebody else's change: nothing typed is lost, the change is shown, and the
   next press goes with the new version. */

import { api, h, messages, Problem, Refusal } from "/assets/page.js";
import { problemShown } from "/assets/office/desk.js";
import { momentOf } from "/assets/parts/dates.js";
import { openDialog } from "/assets/parts/dialog.js";
import { toast } from "/assets/parts/toast.js";
import { stepWords } from "./dossier_cards.js";

const t = messages();
/** @type {((dossier: Wire.Dossier) => void) | null} */
let listening = null;

/** Tells the open form, if any, that the dossier is another one now.
 * @param {Wire.Dossier} dossier */
export function tellOpenForm(dossier) {
  listening?.(dossier);
}

/**
 * @typedef {object} FormOptions
 * @property {string} title
 * @property {import("/assets/page.js").Child} content
 * @property {string} verb
 * @property {boolean} [danger]
 * @property {(known: Wire.Dossier) => [string, object]} send the deed and its body, with the dossier's present version; refuses what is missing
 * @property {(before: Wire.Dossier, after: Wire.Dossier) => void} [merge] takes over what somebody else changed
 * @property {(dossier: Wire.Dossier) => void} saved gets the answer
 */

/** Opens the form.
 * @param {Wire.Dossier} dossier
 * @param {FormOptions} options */
export function openForm(dossier, { title, content, verb, danger = false, send, merge = () => {}, saved }) {
  let known = dossier;
  let busy = false;
  const band = h("div", { class: "meanwhile", role: "alert", hidden: true });
  const fault = h("p", { class: "error", role: "alert", hidden: true });
  const submit = h("button", { type: "submit", class: danger ? "danger" : "primary" }, verb);
  /** @type {HTMLFormElement} */
  const form = h(
    "form",
    { novalidate: true, autocomplete: "off", class: "case-form" },
    band,
    content,
    fault,
    h("div", { class: "actions" }, h("button", { type: "button", onclick: () => dialog.close() }, t("common.cancel")), submit),
  );
  const dialog = openDialog(title, form);

  /** @param {Wire.Dossier} after */
  function changed(after) {
    if (after.version <= known.version) return;
    const news = after.history.slice(known.history.length);
    band.replaceChildren(
      h("p", {}, t("case.meanwhile")),
      h("ul", {}, news.map((step) => h("li", {}, t("case.meanwhile_step", { at: momentOf(step.at), by: step.by, what: stepWords(step) }), step.note && h("span", { class: "hint block" }, step.note)))),
    );
    band.hidden = false;
    merge(known, after);
    known = after;
    fault.hidden = true;
  }

  /** @param {string} text */
  function wrong(text) {
    fault.textContent = text;
    fault.hidden = false;
    fault.scrollIntoView({ block: "nearest" });
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (busy) return;
    busy = submit.disabled = true;
    try {
      const [path, body] = send(known);
      /** @type {Wire.Dossier} */
      const after = await api("POST", `/api/v1/dossiers/${encodeURIComponent(dossier.code)}/${path}`, body);
      dialog.close();
      toast(t("case.done", { what: title }));
      saved(after);
    } catch (problem) {
      if (problem instanceof Refusal) wrong(problem.title);
      else if (!(problem instanceof Problem)) throw problem;
      else if (problem.status === 401) problemShown(problem);
      else if (problem.code === "changed_meanwhile") changed(await api("GET", `/api/v1/dossiers/${encodeURIComponent(dossier.code)}`));
      else wrong(problem.title);
    } finally {
      busy = submit.disabled = false;
    }
  });
  listening = changed;
  dialog.addEventListener("close", () => (listening = listening === changed ? null : listening), { once: true });
  /** @type {HTMLElement | null} */
  const first = form.querySelector("[autofocus], input:not([type=checkbox]), textarea, select");
  (first ?? submit).focus();
  return dialog;
}
