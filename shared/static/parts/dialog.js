/* The page's one dialog, whose element its template has: any content under a title, or the question whether to go on. */

import { byId, h, messages } from "/assets/page.js";

const t = messages();

/** Shows the page's dialog with a title and content; Escape and the cross close it. Returns the dialog element.
 * @param {string} title
 * @param {import("/assets/page.js").Child} content */
export function openDialog(title, content) {
  const dialog = byId("dialog", HTMLDialogElement);
  const cross = h("button", { type: "button", class: "square", "aria-label": t("common.close"), onclick: () => dialog.close() }, "✕");
  dialog.replaceChildren(
    h("header", {}, h("h2", { id: "dialog-title" }, title), cross),
    h("div", { class: "inside" }, content),
  );
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
