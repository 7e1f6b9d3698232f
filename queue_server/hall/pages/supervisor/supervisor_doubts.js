/* Something contradicts something else: what happened, what waits meanwhile, and the button that says that it is clear. */

import { api, freshKey, h, messages } from "/assets/page.js";
import { problemShown } from "/assets/office/desk.js";
import { timeOf } from "/assets/parts/dates.js";
import { openDialog } from "/assets/parts/dialog.js";
import { icon } from "/assets/parts/icon.js";
import { toast } from "/assets/parts/toast.js";

const t = messages();

/** @param {Wire.Doubt} doubt
 * @param {() => void} changed */
export function showDoubt({ kind, subject, since, detail }, changed) {
  const values = { subject, ...detail };
  // Marks that could not be read say nothing of what is missing.
  const what = detail.unreadable ? `${kind}_unreadable` : kind;
  const key = freshKey();
  const settle = async () => {
    try {
      await api("POST", "/api/v1/doubts/settle", { kind, subject }, { key });
      toast(t("doubt.settled"));
      dialog.close();
      changed();
    } catch (problem) {
      problemShown(problem);
    }
  };
  const dialog = openDialog(t(`doubt.${what}_title`, values), [
    h("p", {}, t(`doubt.${what}_what`, values)),
    h("p", { class: "todo" }, t(`doubt.${kind}_do`, values)),
    h("p", { class: "hint" }, t("doubt.since", { time: timeOf(since) })),
    h(
      "div",
      { class: "actions" },
      h("button", { type: "button", class: "primary", onclick: settle }, icon("check"), t(`doubt.${kind}_settle`)),
    ),
  ]);
}
