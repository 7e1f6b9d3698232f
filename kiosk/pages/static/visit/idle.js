/* Someone who leaves must leave nothing behind: the screen asks, and then the visit is wiped (idle_time.js says when). */
import { h } from "../parts/dom.js";
import { IdleTime } from "./idle_time.js";
import { end } from "./navigation.js";
import { button } from "../parts/parts.js";
import { t, untouched } from "./state.js";

const time = new IdleTime(Date.now());
/** @type {HTMLDialogElement | null} */
let dialog = null;

export function touched() {
  time.touched(Date.now());
}

/** @param {HTMLElement} kiosk
 * @param {{busy: () => boolean}} how */
export function watch(kiosk, { busy }) {
  for (const event of /** @type {const} */ (["pointerdown", "keydown", "wheel"])) window.addEventListener(event, touched, { passive: true, capture: true });
  setInterval(() => {
    if (busy() || untouched()) {
      touched();
      close();
      return;
    }
    const left = time.left(Date.now());
    if (left === 0) {
      close();
      touched();
      end();
    } else if (left !== null) ask(kiosk, left);
  }, 250);
}

/** @param {HTMLElement} kiosk
 * @param {number} count */
function ask(kiosk, count) {
  const about = t("idle.about", { count });
  if (dialog) {
    dialog.querySelector("p")?.replaceChildren(about);
    return;
  }
  const stay = button({ key: "stay", text: t("idle.stay"), kind: "primary", press: () => { touched(); close(); } });
  const leave = button({ key: "leave", text: t("idle.leave"), press: () => { close(); end(); } });
  dialog = h(
    "dialog",
    { class: "idle", "aria-labelledby": "idle-title" },
    h("h2", { id: "idle-title" }, t("idle.title")),
    h("p", {}, about),
    h("div", { class: "choices" }, stay, leave),
  );
  dialog.addEventListener("cancel", (event) => event.preventDefault());
  kiosk.append(dialog);
  dialog.show();
  stay.focus();
}

/* Whatever was drawn beneath the question, the question keeps the keys. */
export function keepFocus() {
  if (dialog && !dialog.contains(document.activeElement)) dialog.querySelector("button")?.focus();
}

export function close() {
  dialog?.remove();
  dialog = null;
}
