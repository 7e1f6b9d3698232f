/* Has a screen begin anew, and says whether it did: its own report carries the moment of its beginning. */

import { api, messages } from "/assets/page.js";
import { problemShown } from "/assets/office/desk.js";
import { sure } from "/assets/parts/dialog.js";
import { html, nothing, picture } from "/assets/parts/draw.js";
import { toast } from "/assets/parts/toast.js";

const t = messages();
const PATIENCE = 45000; // ms after which a screen that has not come back is told of
/** The screens that are waited for. @type {Map<string, {name: string, before: unknown, timer: number}>} */
const asked = new Map();

/** The button; nothing for what is no screen.
 * @param {Wire.Device} device */
export function restartButton(device) {
  if (!device.restarts) return nothing;
  const waiting = asked.has(device.name);
  const text = t(waiting ? "screens.restarting" : "screens.restart", { name: device.title ?? device.name });
  return html`<button type="button" ?disabled=${waiting} @click=${() => restart(device)}>${picture("rotate-cw")}${text}</button>`;
}

/** @param {Wire.Device} device */
async function restart(device) {
  const name = device.title ?? device.name;
  if (!(await sure(t("screens.restart_sure", { name }), t("screens.restart_hint"), t("screens.restart_now")))) return;
  try {
    await api("POST", `/api/v1/devices/${encodeURIComponent(device.name)}/restart`, {});
  } catch (problem) {
    problemShown(problem);
    return;
  }
  toast(t("screens.restart_asked", { name }));
  const timer = setTimeout(() => {
    asked.delete(device.name);
    toast(t("screens.restart_missing", { name }), { danger: true });
  }, PATIENCE);
  asked.set(device.name, { name, before: device.detail.started, timer });
}

/** A device's report: whether it is the one that was waited for.
 * @param {{data?: any}} fact */
export function restarted({ data }) {
  const wait = asked.get(data.name);
  if (!wait || !data.detail.started || data.detail.started === wait.before) return;
  clearTimeout(wait.timer);
  asked.delete(data.name);
  toast(t("screens.restart_done", { name: wait.name }));
}
