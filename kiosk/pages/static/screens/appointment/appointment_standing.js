/* How an appointment stands for whoever shows its code now. Pure; the server says whether one of today is early, due or late. */

/** @typedef {"used" | "over" | "other_day" | "early" | "now" | "late"} Standing */

/** @param {Pick<Agent.Appointment, "state" | "today" | "standing">} appointment
 * @returns {Standing} */
export function standingOf({ state, today, standing }) {
  if (state === "checked_in" || state === "late") return "used";
  if (state !== "booked") return "over";
  return today ? standing ?? "over" : "other_day";
}

/** The first day to show: the next one with a free time, since whoever is sent here has seen that today, the first of them, does
 * not suffice.
 * @param {Agent.SlotDay[]} days */
export function firstDay(days) {
  const free = days.filter(({ slots }) => slots.length);
  return (free.find(({ day }) => day !== days[0].day) ?? free[0])?.day ?? null;
}
