/* Looking up: one's own dossier, or what a procedure needs. */
import { html } from "/assets/parts/draw.js";
import { go } from "../../visit/navigation.js";
import { down, tile, title, up } from "../../parts/parts.js";
import { t, visit } from "../../visit/state.js";

/** @returns {Kiosk.Screen} */
export function lookUp() {
  /** @param {Kiosk.Purpose} purpose
   * @param {string} screen */
  const choose = (purpose, screen) => () => {
    visit.purpose = purpose;
    go(screen);
  };
  return {
    blocks: [
      up(title(t("look_up.title"))),
      down(html`<div class="tiles single">
        ${tile({ key: "dossier", symbol: "file-search", text: t("look_up.dossier"), about: t("look_up.dossier_about"), wide: true, press: choose("status", "receipt") })}
        ${tile({ key: "procedure", symbol: "file-text", text: t("look_up.procedure"), about: t("look_up.procedure_about"), wide: true, press: choose("look_up", "find") })}
      </div>`),
    ],
  };
}
