/* The scans of a dossier: see, add, remove with a reason. The server tells by its contents what a file is. */

import { api, h, messages, Problem } from "/assets/page.js";
import { momentOf } from "/assets/parts/dates.js";
import { openDialog } from "/assets/parts/dialog.js";
import { cardOf } from "/assets/parts/table.js";
import { toast } from "/assets/parts/toast.js";
import { labelled } from "/assets/parts/fields.js";
import { sendFile } from "/assets/office/send_file.js";
import { longest } from "/assets/longest.js";

const t = messages();

/** The card; it fills itself. `changed()` is called once a scan was added or removed.
 * @param {string} code
 * @param {{may: boolean, changed: () => void}} how */
export function scansCard(code, { may, changed }) {
  const path = `/api/v1/dossiers/${encodeURIComponent(code)}/attachments`;
  const list = h("ul", { class: "papers" });
  const said = h("p", { class: "quiet", role: "status" });
  const file = h("input", { type: "file", accept: ".pdf,.jpg,.jpeg,.png", class: "visually-hidden", tabindex: -1, "aria-hidden": "true" });
  const add = h("button", { type: "button", onclick: () => file.click() }, t("case.scans_add"));
  const card = cardOf(t("case.scans"), [list, said, may && h("p", { class: "line" }, add, h("span", { class: "hint" }, t("case.scans_hint")), file)], { kind: "scans" });

  async function load() {
    try {
      /** @type {Wire.Attachments} */
      const found = await api("GET", path);
      const items = found.items.filter((scan) => !scan.removed_at);
      list.replaceChildren(...items.map(row));
      said.textContent = t("case.scans_none");
      said.hidden = items.length > 0;
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      said.textContent = problem.title;
      said.hidden = false;
    }
  }

  /** @param {Wire.Attachment} scan */
  function row(scan) {
    return h(
      "li",
      {},
      h("a", { href: `${path}/${scan.id}`, target: "_blank", rel: "noopener" }, scan.name),
      h("span", {}, `${momentOf(scan.at)} · ${scan.by} · ${Math.ceil(scan.size / 1024)} kB`),
      may && h("button", { type: "button", class: "linklike", onclick: () => remove(scan) }, t("case.scans_remove")),
    );
  }

  /** @param {Wire.Attachment} scan */
  function remove(scan) {
    const reason = h("input", { type: "text", maxlength: longest.RemoveAttachment.reason, required: true });
    const form = h("form", { class: "case-form" }, labelled(t("case.scans_why", { name: scan.name }), reason), h("div", { class: "actions" }, h("button", { type: "submit", class: "danger" }, t("case.scans_remove"))));
    const dialog = openDialog(t("case.scans"), form);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      try {
        await api("POST", `${path}/${scan.id}/remove`, { reason: reason.value.trim() });
        dialog.close();
        toast(t("case.scans_removed", { name: scan.name }));
        load();
        changed();
      } catch (problem) {
        if (!(problem instanceof Problem)) throw problem;
        toast(problem.title, { danger: true });
      }
    });
    reason.focus();
  }

  file.addEventListener("change", async () => {
    const chosen = file.files?.[0];
    if (!chosen) return;
    add.disabled = true;
    try {
      await sendFile(path, chosen);
      toast(t("case.scans_saved", { name: chosen.name }));
      load();
      changed();
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      toast(problem.title, { danger: true });
    }
    file.value = "";
    add.disabled = false;
  });
  load();
  return card;
}
