/* Which dossier? The receipt under the scanner, or its code by the keyboard. */
import { h, icon } from "../../parts/dom.js";
import { keyboard } from "../../input/keyboard.js";
import { go, repaint } from "../../visit/navigation.js";
import { band, button, title } from "../../parts/parts.js";
import { open, t, visit } from "../../visit/state.js";
import { openDossier } from "./dossier.js";

let keyboardOpen = true;

/** One element for the whole visit, as in find.js: made anew it would lose its cursor. */
const box = h("input", {
  class: "search-text", type: "text", inputmode: "none", autocomplete: "off", autocapitalize: "characters", spellcheck: "false", maxlength: "60", key: "code",
  on: { input: typed, focus: openKeyboard, keydown: (event) => { if (event.key === "Enter") look(); } },
});

function typed() {
  visit.code = box.value;
  showButton();
}

function openKeyboard() {
  if (keyboardOpen) return;
  keyboardOpen = true;
  repaint();
}

function hideKeyboard() {
  keyboardOpen = false;
  box.blur();
  repaint();
}

function textBox() {
  box.placeholder = t("receipt.placeholder");
  box.setAttribute("aria-label", t("receipt.label"));
  if (box.value !== visit.code) box.value = visit.code;
  return box;
}

function look() {
  if (visit.code.trim()) openDossier(visit.code);
}

/** @type {HTMLButtonElement | null} */
let primary = null;
function showButton() {
  if (primary) primary.disabled = !visit.code.trim();
}

export function forget() {
  keyboardOpen = true;
}

/** @returns {Kiosk.Screen} */
export function receipt() {
  const { purpose } = visit;
  const takes = purpose !== "status" && open();
  const field = h("div", { class: "search" }, icon("file-search"), textBox());
  field.dataset.private = "";
  primary = button({ key: "look", symbol: "search", text: t("receipt.look"), kind: "primary", disabled: !visit.code.trim(), press: look });
  const without = () => {
    visit.dossiers = [];
    go("fields");
  };
  return {
    blocks: [
      { zone: "up", node: title(t(`receipt.title_${purpose}`)) },
      { zone: "up", node: band("quiet scan-here", "scan-line", t("receipt.scan"), t("receipt.scan_about")) },
      { zone: "pin", node: field },
      takes ? { zone: "down", node: button({ key: "without", symbol: "layout-grid", text: t("receipt.without"), press: without }) } : null,
    ],
    fixed: [primary],
    keyboard: keyboardOpen ? keyboard({ input: () => box, hide: hideKeyboard, redraw: repaint, accents: false }) : null,
    after: () => { if (keyboardOpen) box.focus({ preventScroll: true }); },
  };
}
