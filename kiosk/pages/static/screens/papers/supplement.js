/* Bringing papers for a file that was begun before: asked for by an officer, or originals of an online file. */
import { html } from "/assets/parts/draw.js";
import { go } from "../../visit/navigation.js";
import { down, tile, title, up } from "../../parts/parts.js";
import { t, visit } from "../../visit/state.js";

/** @returns {Kiosk.Screen} */
export function supplement() {
  /** @param {Kiosk.Purpose} purpose
   * @param {string} screen */
  const choose = (purpose, screen) => () => {
    visit.purpose = purpose;
    go(screen);
  };
  return {
    blocks: [
      up(title(t("supplement.title"))),
      down(html`<div class="tiles single">
        ${tile({ key: "supplement", symbol: "file-plus", text: t("supplement.supplement"), about: t("supplement.supplement_about"), wide: true, press: choose("supplement", "receipt") })}
        ${tile({ key: "originals", symbol: "store", text: t("supplement.originals"), about: t("supplement.originals_about"), wide: true, press: choose("originals", "fields") })}
      </div>`),
    ],
  };
}
