/* What is said outside the opening hours. */
import { band } from "../parts.js";
import { known, t, visit } from "../state.js";

export function closedBand() {
  const { reopens } = known.state.centre;
  const when = reopens ? t("state.closed_until", { time: reopens.time, day: reopens[visit.lang] }) : null;
  return band("notice", "moon", t("state.closed"), when, t("state.closed_about"));
}
