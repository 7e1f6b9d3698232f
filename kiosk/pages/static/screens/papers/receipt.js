/* Which dossier? The receipt under the scanner, or its code by the keyboard. */
import { html, live, picture } from "/assets/parts/draw.js";
import { keyboard } from "../../input/keyboard.js";
import { textBox } from "../../input/text_box.js";
import { go, repaint } from "../../visit/navigation.js";
import { band, button, down, title, up } from "../../parts/parts.js";
import { open, t, visit } from "../../visit/state.js";
import { openDossier } from "./dossier.js";

let keyboardOpen = true;

function typed() {
  visit.code = textBox()?.value ?? "";
  repaint();
}

function openKeyboard() {
  if (keyboardOpen) return;
  keyboardOpen = true;
  repaint();
}

function hideKeyboard() {
  keyboardOpen = false;
  textBox()?.blur();
  repaint();
}

function look() {
  if (visit.code.trim()) openDossier(visit.code);
}

export function forget() {
  keyboardOpen = true;
}

/** @returns {Kiosk.Screen} */
export function receipt() {
  const { purpose } = visit;
  const takes = purpose !== "status" && open();
  const without = () => {
    visit.dossiers = [];
    go("fields");
  };
  return {
    blocks: [
      up(title(t(`receipt.title_${purpose}`))),
      up(band("quiet scan-here", "scan-line", t("receipt.scan"), t("receipt.scan_about"))),
      { zone: "pin", node: field() },
      down(takes ? button({ key: "without", symbol: "layout-grid", text: t("receipt.without"), press: without }) : null),
    ],
    fixed: [button({ key: "look", symbol: "search", text: t("receipt.look"), kind: "primary", disabled: !visit.code.trim(), press: look })],
    keyboard: keyboardOpen ? keyboard({ hide: hideKeyboard, accents: false }) : null,
    begin: () => (keyboardOpen ? textBox() : null),
  };
}

function field() {
  /** @param {KeyboardEvent} event */
  const pressed = (event) => {
    if (event.key === "Enter") look();
  };
  return html`<div class="search" data-private>
    ${picture("file-search")}
    <input class="search-text" type="text" inputmode="none" autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="60" data-key="code"
      placeholder=${t("receipt.placeholder")} aria-label=${t("receipt.label")} .value=${live(visit.code)} @input=${typed} @focus=${openKeyboard} @keydown=${pressed}>
  </div>`;
}
