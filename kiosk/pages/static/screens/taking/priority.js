/* Which priority group, if any: the centre's own list. */
import { h, icon } from "../../parts/dom.js";
import { back } from "../../visit/navigation.js";
import { title } from "../../parts/parts.js";
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
  const row = (ident, text) =>
    h(
      "button",
      { class: "option", type: "button", role: "radio", "aria-checked": String(visit.priority === ident), key: `group-${ident}`, on: { click: choose(ident) } },
      h("span", { class: `tick round${visit.priority === ident ? " on" : ""}` }, visit.priority === ident ? icon("check") : null),
      h("span", {}, h("strong", {}, text)),
    );
  const rows = told().centre.groups.map((group) => row(group.id, group[visit.lang]));
  return {
    blocks: [
      { zone: "up", node: title(t("priority.title"), t("priority.lead")) },
      { zone: "down", node: h("div", { class: "rows", role: "radiogroup", "aria-label": t("priority.title") }, rows, row(null, t("priority.none"))) },
    ],
  };
}
