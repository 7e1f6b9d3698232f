/* The "Diễn biến" of a dossier or a ticket on one page, to read and to print. */

import { api, byId, h, messages, Problem } from "/assets/page.js";
import { problemShown } from "/assets/office/desk.js";
import { momentOf } from "/assets/parts/dates.js";

const t = messages();
const path = byId("story").dataset.path ?? "";

/** @param {Wire.TimelineStep} step */
function row(step) {
  return h(
    "tr",
    { class: `kind-${step.kind}` },
    h("td", { class: "when" }, momentOf(step.at)),
    h("td", {}, h("b", {}, step.text), step.reason && h("span", { class: "hint" }, t("story.reason", { text: step.reason }))),
    h("td", {}, step.by),
  );
}

async function load() {
  try {
    /** @type {Wire.Timeline} */
    const { items } = await api("GET", `/api/v1${path.split("/").map(encodeURIComponent).join("/")}/timeline?lang=${document.documentElement.lang}`);
    byId("rows").replaceChildren(...items.map(row));
    byId("table").hidden = !items.length;
    byId("said").hidden = items.length > 0;
    byId("said").textContent = t("story.none");
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    byId("said").textContent = problem.status === 404 ? t("story.not_found") : problem.title;
    if (problem.status === 401) problemShown(problem);
  }
}

byId("print").addEventListener("click", () => window.print());
load();
