/* No number was taken: what happened, that there is none, and what to do. */
import { h, icon } from "../dom.js";
import { go, restart } from "../navigation.js";
import { band, button, title } from "../parts.js";
import { has, here, known, queue, t, visit } from "../state.js";
import { take, taking } from "./taking.js";

const WITHOUT_CODE = "unknown_dossier";
const HOPELESS = new Set(["one_a_field", "queue_closed", "quota_reached", "range_full", "lookup_only"]);

export function failed() {
  const { code, wish, number } = here();
  // All is well with a kiosk whose numbers are used up: the guide desk is a way on, not an error.
  const calm = code === "range_full" || code === "one_a_field";
  const reason = has(`failed.${code}`) ? code : "other";
  const desk = queue(known.state.centre.guide_queue);
  const guide = HOPELESS.has(code) && visit.purpose !== "guide" && desk && !desk.full && !desk.spent;
  return {
    blocks: [
      { zone: "up", node: h("div", { class: calm ? "big-symbol calm" : "big-symbol" }, icon(calm ? "info" : "triangle-alert")) },
      { zone: "up", node: title(t("failed.title")) },
      { zone: "up", node: band(calm ? "notice" : "danger", null, t(number ? "failed.held" : "failed.none_taken", { number }), t(`failed.${reason}`, { number })) },
      { zone: "down", node: h("div", { class: "choices" }, button({ key: "home", text: t("failed.home"), press: restart })) },
    ],
    fixed: [
      HOPELESS.has(code)
        ? guide
          ? button({ key: "guide", symbol: "circle-question-mark", text: t("failed.guide"), kind: "primary", press: () => { visit.purpose = "guide"; go("confirm"); } })
          : null
        : code === WITHOUT_CODE
          ? // The code was typed while nobody could say whether there is such a dossier.
            button({ key: "without", symbol: "receipt-text", text: t(taking() ? "confirm.taking" : "failed.without_code"), kind: "primary", disabled: taking(), press: () => take({ ...wish, dossiers: null }) })
        : button({ key: "again", symbol: "rotate-ccw", text: taking() ? t("confirm.taking") : t("failed.again"), kind: "primary", disabled: taking(), press: () => take(wish) }),
    ].filter(Boolean),
  };
}
