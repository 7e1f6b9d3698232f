/* Which priority group, if any: the centre's own list. */
import { html } from "/assets/parts/draw.js";
import { back } from "../../visit/navigation.js";
import { down, tickBox, title, up } from "../../parts/parts.js";
import { t, told, visit } from "../../visit/state.js";

/** @returns {Kiosk.Screen} */
export function priority() {
  /** @param {string | null} ident */
  const choose = (ident) => () => {
    visit.priority = ident;
    back();
  };
  /** @param {string | null} ident
   * @param {string} text */
  const row = (ident, text) => html`<button class="option" type="button" role="radio" aria-checked=${String(visit.priority === ident)} data-key=${`group-${ident}`} @click=${choose(ident)}>
    ${tickBox(visit.priority === ident, "tick round")}<span><strong>${text}</strong></span>
  </button>`;
  const rows = told().centre.groups.map((group) => row(group.id, group[visit.lang]));
  return {
    blocks: [
      up(title(t("priority.title"), t("priority.lead"))),
      down(html`<div class="rows" role="radiogroup" aria-label=${t("priority.title")}>${rows}${row(null, t("priority.none"))}</div>`),
    ],
  };
}
