/* The forms of one dossier: what there is to print, what is not there yet and why, a preview. */

import { api, h, messages, Problem } from "/assets/page.js";
import { formPages } from "/assets/office/form_preview.js";
import { slipPrinter } from "/assets/office/slip_printer.js";
import { openDialog } from "/assets/parts/dialog.js";
import { icon } from "/assets/parts/icon.js";
import { cardOf } from "/assets/parts/table.js";

const t = messages();

/** The card with the dossier's forms; it fills itself.
 * @param {string} code */
export function formsCard(code) {
  const list = h("ul", { class: "forms" });
  const missing = h("ul", { class: "forms missing" });
  const others = h("details", { hidden: true }, h("summary", {}, t("forms.missing")), missing);
  const said = h("p", { class: "quiet", role: "status" }, t("forms.loading"));
  const card = cardOf(t("forms.title"), [said, list, others], { id: "forms" });
  async function load() {
    try {
      /** @type {Wire.DossierForms} */
      const { pack, items } = await api("GET", `/api/v1/dossiers/${encodeURIComponent(code)}/forms`);
      said.textContent = t("forms.pack", { pack });
      list.append(...items.filter((form) => form.ready).map((form) => ready(code, form)));
      missing.append(...items.filter((form) => !form.ready).map((form) => h("li", {}, h("b", {}, form.name), h("span", {}, form.why_not))));
      others.hidden = !missing.children.length;
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      said.textContent = problem.title;
    }
  }
  load();
  return card;
}

/** @param {string} code
 * @param {Wire.DossierForm} form */
function ready(code, form) {
  const pdf = h("a", { class: "button", href: form.pdf, target: "_blank", rel: "noopener" }, icon("printer"), t("forms.print"));
  const slip = form.slip && h("a", { class: "button", href: form.slip, target: "_blank", rel: "noopener" }, t("forms.slip"));
  const look = h("button", { type: "button", onclick: () => openDialog(form.name, [form.slip ? slipPrinter(code, form.form) : [], form.png && formPages(form.png), h("div", { class: "actions" }, pdf.cloneNode(true))]) }, t("forms.preview"));
  return h("li", {}, h("b", {}, form.name), h("div", { class: "line" }, look, pdf, slip));
}
