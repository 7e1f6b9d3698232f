/* A paper whose ticket was served, or called in vain, under another number: what happened and what to do. */

import { api, freshKey, h, messages } from "/assets/page.js";
import { problemShown } from "/assets/office/desk.js";
import { timeOf } from "/assets/parts/dates.js";
import { openDialog } from "/assets/parts/dialog.js";
import { icon } from "/assets/parts/icon.js";
import { toast } from "/assets/parts/toast.js";

const t = messages();
/** @typedef {import("/assets/office/hall.js").Paper} Paper */

const KEPT = "motcua-papers-seen";
const MOST = 50;

/** The sequence numbers of those that somebody at this desk ticked off.
 * @returns {number[]} */
function seen() {
  try {
    return JSON.parse(localStorage.getItem(KEPT) ?? "[]");
  } catch {
    return [];
  }
}

/** Those of the papers that nobody at this desk has ticked off yet.
 * @param {Paper[]} papers */
export function unseen(papers) {
  const known = new Set(seen());
  return papers.filter(({ seq }) => !known.has(seq));
}

/** @param {Paper} paper */
function tickOff({ seq }) {
  localStorage.setItem(KEPT, JSON.stringify([...seen(), seq].slice(-MOST)));
}

/** The paper's story, and a way to put its ticket back in line where nobody came for the other number.
 * @param {Paper} paper
 * @param {() => void} changed */
export function showPaper(paper, changed) {
  const { id, old, new: now, counter, served } = paper.data;
  const values = { old, new: now, counter: counter ?? "–" };
  const key = freshKey();
  const done = () => {
    tickOff(paper);
    dialog.close();
    changed();
  };
  const restore = async () => {
    try {
      await api("POST", `/api/v1/tickets/${id}/restore`, { place: "arrival" }, { key });
      toast(t("papers.restored", values));
      done();
    } catch (problem) {
      problemShown(problem);
    }
  };
  const dialog = openDialog(t("papers.title", values), [
    h("p", { class: "swap" }, h("span", {}, t("papers.old"), " ", h("b", {}, old)), h("span", { class: "to", "aria-hidden": "true" }, "→"), h("span", {}, t("papers.new"), " ", h("b", {}, now))),
    h("p", {}, t(served ? "papers.served" : "papers.in_vain", values)),
    h("p", { class: "todo" }, t(served ? "papers.served_do" : "papers.in_vain_do", values)),
    h("p", { class: "hint" }, t("papers.at", { time: timeOf(paper.at) })),
    h(
      "div",
      { class: "actions" },
      h("button", { type: "button", class: served ? "primary" : "", onclick: done }, icon("check"), t("papers.done")),
      served ? null : h("button", { type: "button", class: "primary", onclick: restore }, t("papers.restore", values)),
    ),
  ]);
}
