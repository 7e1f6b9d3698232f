/* Bringing papers for a file that was begun before: asked for by an officer, or originals of an online file. */
import { h } from "../../parts/dom.js";
import { go } from "../../visit/navigation.js";
import { tile, title } from "../../parts/parts.js";
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
      { zone: "up", node: title(t("supplement.title")) },
      {
        zone: "down",
        node: h(
          "div",
          { class: "tiles single" },
          tile({ key: "supplement", symbol: "file-plus", text: t("supplement.supplement"), about: t("supplement.supplement_about"), wide: true, press: choose("supplement", "receipt") }),
          tile({ key: "originals", symbol: "store", text: t("supplement.originals"), about: t("supplement.originals_about"), wide: true, press: choose("originals", "fields") }),
        ),
      },
    ],
  };
}
