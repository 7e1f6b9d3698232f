/* No number was taken: what happened, that there is none, and what to do. */
import { html } from "/assets/parts/draw.js";
import { restart } from "../../visit/navigation.js";
import { band, bigSymbol, button, down, title, up } from "../../parts/parts.js";
import { has, here, t, visit } from "../../visit/state.js";
import { guideButton } from "../finding/guide.js";
import { take, taking } from "./taking.js";

/** @returns {Kiosk.Screen} */
export function failed() {
  const { code = "other", next = "again", wish = {}, number } = here();
  // A kiosk whose numbers are used up has no fault: it shows the way to the guide desk, not an error.
  const calm = code === "range_full" || code === "one_a_field";
  const reason = has(`failed.${code}`) ? code : "other";
  return {
    blocks: [
      up(bigSymbol(calm ? "info" : "triangle-alert", { calm })),
      up(title(t("failed.title"))),
      up(band(calm ? "notice" : "danger", null, t(number ? "failed.held" : "failed.none_taken", { number }), t(`failed.${reason}`, { number }))),
      down(html`<div class="choices">${button({ key: "home", text: t("failed.home"), press: restart })}</div>`),
    ],
    fixed: [wayOn(next, wish)],
  };
}

/** @param {Agent.NoNumber["next"]} next
 * @param {Agent.Wish} wish */
function wayOn(next, wish) {
  const busy = taking();
  if (next === "guide") return visit.purpose === "guide" ? null : guideButton(t("home.guide"), "primary");
  if (next === "without_dossier") {
    // The code was typed while nobody could say whether there is such a dossier.
    return button({ key: "without", symbol: "receipt-text", text: t(busy ? "confirm.taking" : "failed.without_code"), kind: "primary", disabled: busy, press: () => take({ ...wish, dossiers: undefined }) });
  }
  return button({ key: "again", symbol: "rotate-ccw", text: t(busy ? "confirm.taking" : "shell.again"), kind: "primary", disabled: busy, press: () => take(wish) });
}
