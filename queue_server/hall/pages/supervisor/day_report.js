/* The figures of a day below the live half of the page: which day, which table, its plots and files. The report is the server's. */

import { drawFigures, drawPlots, madeAt } from "/pages-static/reports/figures.js";
import { api, byId, h, messages, Problem } from "/assets/page.js";
import { markTab, onTabs } from "/assets/parts/tabs.js";

const t = messages();

/** @param {string} day
 * @returns {Promise<Wire.Report>} */
export function reportOf(day) {
  return api("GET", `/api/v1/reports/day?date=${day}`);
}

export class DayReport {
  #day = byId("day", HTMLInputElement);
  #tabs = /** @type {HTMLElement} */ (document.querySelector("[role=tablist]"));
  /** @type {Wire.Report | null} */
  #report = null;
  /** @type {import("/pages-static/reports/figures.js").View} */
  #view = "queue";

  constructor() {
    this.#day.addEventListener("change", () => this.#refresh());
    onTabs(this.#tabs, (tab) => this.#choose(tab));
  }

  /** The page is there: today is chosen, and no later day can be.
   * @param {string} today */
  begin(today) {
    this.#day.value = today;
    this.#day.max = today;
    this.#link(today);
  }

  /** Takes a day's report, if it is the day that is shown.
   * @param {Wire.Report} report
   * @param {string} day */
  take(report, day) {
    if (this.#day.value !== day) return;
    this.#report = report;
    drawFigures(byId("figures"), report, this.#view);
    drawPlots(byId("plots"), report, day, report.generated_at.replace(/\D/g, "").slice(0, 12));
    byId("made").textContent = madeAt(report);
  }

  /** A report could not be made: said where there is none to show.
   * @param {unknown} problem
   * @param {string} day */
  failed(problem, day) {
    if (this.#day.value === day && !this.#report) this.#say(problem);
  }

  async #refresh() {
    const day = this.#day.value;
    if (!day) return;
    this.#link(day);
    try {
      this.take(await reportOf(day), day);
    } catch (problem) {
      this.#say(problem);
    }
  }

  /** @param {unknown} problem */
  #say(problem) {
    if (!(problem instanceof Problem)) throw problem;
    const retry = h("button", { type: "button", onclick: () => this.#refresh() }, t("figures.again"));
    byId("figures").replaceChildren(h("p", { class: "empty" }, t("figures.failed", { why: problem.title }), " ", retry));
    byId("plots").replaceChildren();
    byId("made").textContent = "";
  }

  /** @param {string} day */
  #link(day) {
    const lang = document.documentElement.lang;
    for (const kind of ["csv", "xlsx", "pdf"]) byId(kind, HTMLAnchorElement).href = `/api/v1/reports/day.${kind}?date=${day}&lang=${lang}`;
  }

  /** @param {HTMLElement} tab */
  #choose(tab) {
    this.#view = /** @type {import("/pages-static/reports/figures.js").View} */ (tab.dataset.tab);
    markTab(this.#tabs, tab);
    byId("figures").setAttribute("aria-labelledby", tab.id);
    if (this.#report) drawFigures(byId("figures"), this.#report, this.#view);
  }
}
