/* Who looked at a dossier, newest first, some at a time: for supervisors and administrators. */

import { api, h, messages, Problem } from "/assets/page.js";
import { momentOf } from "/assets/parts/dates.js";
import { cardOf } from "/assets/parts/table.js";

const t = messages();
const LOOKS = 12;

/** @param {Wire.Look} seen */
function look(seen) {
  const where = seen.counter === null ? "" : ` · ${t("dossier.look_counter", { counter: seen.counter })}`;
  return h("li", {}, h("b", {}, `${seen.by} (${t(`role.${seen.role}`)})`), h("span", {}, `${momentOf(seen.at)}${where}`), h("span", {}, t(`dossier.look_${seen.what}`)));
}

/** The card; it fills itself.
 * @param {string} code */
export function looksCard(code) {
  const list = h("ol", { class: "steps", id: "looks" });
  const more = h("button", { type: "button", hidden: true }, t("dossier.more"));
  const said = h("p", { class: "quiet", hidden: true });
  async function next() {
    more.disabled = true;
    try {
      /** @type {Wire.Looks} */
      const found = await api("GET", `/api/v1/dossiers/${encodeURIComponent(code)}/looks?limit=${LOOKS}&offset=${list.children.length}`);
      list.append(...found.items.map(look));
      said.textContent = t("dossier.looks_none");
      said.hidden = list.children.length > 0;
      more.hidden = list.children.length >= found.total;
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      said.textContent = problem.title;
      said.hidden = false;
    }
    more.disabled = false;
  }
  more.addEventListener("click", next);
  next();
  return cardOf(t("dossier.looks"), [list, said, more]);
}
