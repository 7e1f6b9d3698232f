/* What is said while no numbers are given: an emergency first, else the opening hours. */
import { band } from "../../parts/parts.js";
import { t, told, visit } from "../../visit/state.js";

export function closedBand() {
  const { emergency, reopens } = told().centre;
  if (emergency) return band("danger emergency", "triangle-alert", t("state.emergency"), emergency);
  if (told().centre.no_more_today) return band("notice", "moon", t("late.no_more"), t("late.no_more_about"), reopens ? t("late.again", { time: reopens.time, day: reopens[visit.lang] }) : null, t("state.closed_about"));
  const when = reopens ? t("state.closed_until", { time: reopens.time, day: reopens[visit.lang] }) : null;
  return band("notice", "moon", t("state.closed"), when, t("state.closed_about"));
}
