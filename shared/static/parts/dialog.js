/* Dialogs: the head that all of them have, and the office pages' one dialog, whose element their template has: any content under
   a title, or the question whether to go on. The counter panel's own dialogs, made for keys, are in its parts/dialog.js. */

import { byId, h, messages } from "/assets/page.js";
import { icon } from "/assets/parts/icon.js";

const t = messages();

/** The head of a dialog: its title, which names it, and a cross that closes it.
 * @param {HTMLDialogElement} dialog
 * @param {string} title
 * @param {{id: string, close: string}} how `close`: what the cross is called */
export function dialogHead(dialog, title, { id, close }) {
  dialog.setAttribute("aria-labelledby", id);
  return h("header", {}, h("h2", { id }, title), h("button", { type: "button", class: "square dismiss", "aria-label": close, onclick: () => dialog.close() }, icon("x")));
}

/** Whether some dialog is open. */
export function dialogOpen() {
  return document.querySelector("dialog[open]") !== null;
}

/** Shows the page's dialog with a title and content; Escape and the cross close it. Returns the dialog element.
 * @param {string} title
 * @param {import("/assets/page.js").Child} content */
export function openDialog(title, content) {
  const dialog = byId("dialog", HTMLDialogElement);
  const head = dialogHead(dialog, title, { id: "dialog-title", close: t("common.close") });
  dialog.replaceChildren(head, h("div", { class: "inside" }, content));
  if (!dialog.open) dialog.showModal();
  return dialog;
}

/** Asks whether to go on; resolves to true or false.
 * @param {string} title
 * @param {string} hint
 * @param {string} verb
 * @returns {Promise<boolean>} */
export function sure(title, hint, verb) {
  return new Promise((resolve) => {
    let answer = false;
    const agree = () => {
      answer = true;
      dialog.close();
    };
    const yes = h("button", { type: "button", class: "danger", onclick: agree }, verb);
    const no = h("button", { type: "button", onclick: () => dialog.close() }, t("common.cancel"));
    const dialog = openDialog(title, [h("p", {}, hint), h("div", { class: "actions" }, no, yes)]);
    dialog.addEventListener("close", () => resolve(answer), { once: true });
    no.focus();
  });
}
