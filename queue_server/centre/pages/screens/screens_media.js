/* The announcements between calls: sent, put in order, limited to days and screens, taken off. The server decides. */

import { api, byId, h, messages, Problem } from "/assets/page.js";
import { problemShown } from "/assets/office/desk.js";
import { sure } from "/assets/parts/dialog.js";
import { icon } from "/assets/parts/icon.js";
import { toast } from "/assets/parts/toast.js";
import { sendFile } from "/assets/office/send_file.js";

const t = messages();
const PATIENCE = 180000; // ms that a video may take
const file = byId("media-file", HTMLInputElement);
/** @type {() => unknown} */
let changed = () => undefined;

/** Draws `{items, displays, largest_mb}`; `again()` fetches them anew after a change.
 * @param {Wire.MediaList} list
 * @param {() => unknown} again */
export function drawMedia({ items, displays, largest_mb: largest }, again) {
  changed = again;
  byId("media-hint").textContent = t("screens.media_hint", { megabytes: largest });
  byId("media-said").textContent = t("screens.media_none");
  byId("media-said").hidden = items.length > 0;
  if (byId("media").contains(document.activeElement) && document.activeElement?.matches("input")) return;
  byId("media").replaceChildren(...items.map((item, place) => row(item, place, items.length, displays)));
}

/** @param {Wire.MediaItem} item
 * @param {number} place
 * @param {number} count
 * @param {string[]} displays */
function row(item, place, count, displays) {
  const video = item.type.startsWith("video/");
  const seconds = field("number", `seconds-${item.id}`, t(video ? "screens.media_most" : "screens.media_seconds"), item.seconds, { min: 3, max: 3600, required: true });
  const from = field("date", `from-${item.id}`, t("screens.media_from"), item.from_day ?? "");
  const until = field("date", `until-${item.id}`, t("screens.media_until"), item.until_day ?? "");
  const where = displays.map((name) =>
    h("label", { class: "tick" }, h("input", { type: "checkbox", value: name, checked: !item.displays || item.displays.includes(name) }), name),
  );
  const error = h("p", { class: "error", role: "alert", hidden: true });
  /** @param {SubmitEvent} event */
  const save = async (event) => {
    event.preventDefault();
    const chosen = where.map(input).filter((box) => box.checked).map((box) => box.value);
    const body = {
      seconds: Number(input(seconds).value),
      from_day: input(from).value || null,
      until_day: input(until).value || null,
      displays: chosen.length === displays.length ? null : chosen,
    };
    try {
      await api("POST", `/api/v1/media/${item.id}`, body);
      toast(t("screens.media_saved", { name: item.name }));
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
      changed();
    } catch (problem) {
      if (!(problem instanceof Problem) || problem.status === 401) return problemShown(problem);
      error.textContent = problem.title;
      error.hidden = false;
    }
    return undefined;
  };
  const today = t(item.shown_today ? "screens.media_today" : "screens.media_not_today");
  const kind = `${t(video ? "screens.media_video" : "screens.media_picture")} · ${Math.ceil(item.size / 1024)} kB · ${today}`;
  return h(
    "li",
    { class: item.shown_today ? "" : "away", dataset: { id: item.id } },
    video ? h("span", { class: "thumb" }, icon("film")) : h("img", { class: "thumb", src: `/media/${item.sha256}`, alt: "" }),
    h(
      "form",
      { novalidate: true, onsubmit: save },
      h("p", {}, h("span", { class: "name" }, item.name), h("br"), h("span", { class: "hint" }, kind)),
      error,
      h("div", { class: "fields" }, seconds, from, until),
      h("fieldset", {}, h("legend", {}, t("screens.media_where")), where),
      h(
        "div",
        { class: "line" },
        h("button", { type: "submit" }, t("screens.media_save")),
        h("button", { type: "button", class: "square", "aria-label": t("screens.media_up", { name: item.name }), disabled: place === 0, onclick: () => move(item, place) }, icon("arrow-up")),
        h("button", { type: "button", class: "square", "aria-label": t("screens.media_down", { name: item.name }), disabled: place === count - 1, onclick: () => move(item, place + 2) }, icon("arrow-down")),
        h("button", { type: "button", class: "danger", onclick: () => remove(item) }, t("screens.media_remove")),
      ),
    ),
  );
}

/** @param {"number" | "date"} type
 * @param {string} id
 * @param {string} label
 * @param {string | number} value */
function field(type, id, label, value, more = {}) {
  return h("div", {}, h("label", { for: id }, label), h("input", { type, id, value, ...more }));
}

/** @param {HTMLElement} box */
const input = (box) => /** @type {HTMLInputElement} */ (box.querySelector("input"));

/** @param {Wire.MediaItem} item
 * @param {number} position */
async function move(item, position) {
  try {
    await api("POST", `/api/v1/media/${item.id}`, { position });
    changed();
  } catch (problem) {
    problemShown(problem);
  }
}

/** @param {Wire.MediaItem} item */
async function remove(item) {
  if (!(await sure(t("screens.media_remove_sure"), item.name, t("screens.media_remove")))) return;
  try {
    await api("POST", `/api/v1/media/${item.id}/remove`, {});
    toast(t("screens.media_removed", { name: item.name }));
    changed();
  } catch (problem) {
    problemShown(problem);
  }
}

file.addEventListener("change", async () => {
  const chosen = file.files?.[0];
  if (!chosen) return;
  file.disabled = true;
  toast(t("screens.media_sending", { name: chosen.name }));
  try {
    /** @type {Wire.MediaItem} */
    const item = await sendFile("/api/v1/media", chosen, { patience: PATIENCE });
    toast(t("screens.media_added", { name: item.name }));
    changed();
  } catch (problem) {
    problemShown(problem);
  }
  file.value = "";
  file.disabled = false;
});
