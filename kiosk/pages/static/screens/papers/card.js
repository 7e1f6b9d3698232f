/* The identity card under the scanner, then the number: where a person may hold only one number in each field. Without a card, the guide
   desk. The page never sees the card's text, only the name under which the agent remembers its mark for a while. */
import { html } from "/assets/parts/draw.js";
import { restart } from "../../visit/navigation.js";
import { band, bigSymbol, button, down, title, up } from "../../parts/parts.js";
import { here, t, told, visit } from "../../visit/state.js";
import { guideButton } from "../finding/guide.js";
import { take, taking } from "../taking/taking.js";

/** @returns {Kiosk.Screen} */
export function card() {
  const without = guideButton(t("card.without"), "");
  const missing = told().scanner === "missing";
  return {
    blocks: [
      up(bigSymbol("id-card", { calm: true })),
      up(title(t("card.title"), t("card.lead"))),
      up(missing ? band("notice", "triangle-alert", t("card.no_scanner")) : band("quiet scan-here", "scan-line", t(taking() ? "confirm.taking" : "card.scan"), t("card.kept"))),
      down(without ? html`<div class="choices">${without}</div>` : null),
    ],
  };
}

/** A card was scanned: the number, where one is waited for; else it is kept for when this visit takes one.
 * @param {string | null} name under which the agent remembers the card */
export function cardScanned(name) {
  visit.card = name;
  if (here().name === "card" && name) take(here().wish ?? {});
}

/** A card where none is asked for: what was read is gone already.
 * @returns {Kiosk.Screen} */
export function noCard() {
  return {
    blocks: [
      up(bigSymbol("id-card", { calm: true })),
      up(title(t("card.not_needed"), t("card.not_needed_about"))),
      down(html`<div class="choices">${button({ key: "home", text: t("failed.home"), press: restart })}</div>`),
    ],
  };
}
