/* No number was taken: what happened, that there is none, and what to do. */
import { h, icon } from "../../parts/dom.js";
import { restart } from "../../visit/navigation.js";
import { band, button, present, title } from "../../parts/parts.js";
import { has, here, t, visit } from "../../visit/state.js";
import { guideButton } from "../finding/guide.js";
import { take, taking } from "./taking.js";

const WITHOUT_CODE = "unknown_dossier";
const HOPELESS = new Set(["one_a_field", "queue_closed", "quota_reached", "range_full", "lookup_only"]);

/** @returns {Kiosk.Screen} */
export function failed() {
  const { code = "other", wish = {}, number } = here();
  // A kiosk whose numbers are used up has no fault: it shows the way to the guide desk, not an error.
  const calm = code === "range_full" || code === "one_a_field";
  const reason = has(`failed.${code}`) ? code : "other";
  return {
    blocks: [
      { zone: "up", node: h("div", { class: calm ? "big-symbol calm" : "big-symbol" }, icon(calm ? "info" : "triangle-alert")) },
      { zone: "up", node: title(t("failed.title")) },
      { zone: "up", node: band(calm ? "notice" : "danger", null, t(number ? "failed.held" : "failed.none_taken", { number }), t(`failed.${reason}`, { number })) },
      { zone: "down", node: h("div", { class: "choices" }, button({ key: "home", text: t("failed.home"), press: restart })) },
    ],
    fixed: present([
      HOPELESS.has(code)
        ? visit.purpose !== "guide" && guideButton(t("home.guide"), "primary")
        : code === WITHOUT_CODE
          ? // The code was typed while nobody could say whether there is such a dossier.
            button({ key: "without", symbol: "receipt-text", text: t(taking() ? "confirm.taking" : "failed.without_code"), kind: "primary", disabled: taking(), press: () => take({ ...wish, dossiers: undefined }) })
        : button({ key: "again", symbol: "rotate-ccw", text: taking() ? t("confirm.taking") : t("shell.again"), kind: "primary", disabled: taking(), press: () => take(wish) }),
    ]),
  };
}
