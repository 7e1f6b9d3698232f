/* The band of an emergency on every page of the staff: what supervisors told everyone. */

import { h, messages } from "/assets/page.js";

const t = messages();

/** Shows the sentence above the page, or takes it away for null.
 * @param {string | null} text */
export function showEmergency(text) {
  const band = document.getElementById("emergency-band");
  const words = text ? t("error.emergency", { text }) : null;
  if (band?.textContent === words) return;
  band?.remove();
  if (words) document.body.prepend(h("p", { id: "emergency-band", class: "emergency-band", role: "alert" }, words));
}

/** Follows the link: a snapshot's centre, and the facts that begin and end an emergency.
 * @param {{centre?: {emergency: string | null}, type?: string, data?: {text?: string}}} heard a snapshot or a fact */
export function followEmergency({ centre, type, data }) {
  if (centre) showEmergency(centre.emergency);
  else if (type === "emergency_started") showEmergency(data?.text ?? null);
  else if (type === "emergency_ended") showEmergency(null);
}
