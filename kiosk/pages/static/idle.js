/* Someone who leaves must leave nothing behind: after 45 s the screen asks, 15 s later the visit is wiped. */
import { h } from "./dom.js";
import { end } from "./navigation.js";
import { button } from "./parts.js";
import { t, untouched } from "./state.js";

export const ASK_AFTER = 45;
export const WIPE_AFTER = 15;

let last = Date.now();
let dialog = null;

export function touched() {
  last = Date.now();
}

export function watch(kiosk, { busy }) {
  for (const event of ["pointerdown", "keydown", "wheel"]) window.addEventListener(event, touched, { passive: true, capture: true });
  setInterval(() => {
    if (busy() || untouched()) {
      last = Date.now();
      close();
      return;
    }
    const idle = (Date.now() - last) / 1000;
    if (idle >= ASK_AFTER + WIPE_AFTER) {
      close();
      last = Date.now();
      end();
    } else if (idle >= ASK_AFTER) {
      ask(kiosk, Math.ceil(ASK_AFTER + WIPE_AFTER - idle));
    }
  }, 250);
}

function ask(kiosk, count) {
  const about = t("idle.about", { count });
  if (dialog) {
    dialog.querySelector("p").textContent = about;
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
  if (dialog && !dialog.contains(document.activeElement)) dialog.querySelector("button").focus();
}

export function close() {
  dialog?.remove();
  dialog = null;
}
