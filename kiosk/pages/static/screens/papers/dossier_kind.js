/* What there is to say of a dossier first. Pure. */

/** @typedef {Exclude<Wire.Standing, "accepted"> | "late"} Kind */

/** What the server says of it; whoever waits for the office is told alike, and only that it is late.
 * @param {Pick<Agent.Dossier, "standing" | "overdue">} dossier
 * @returns {Kind} */
export function kindOf({ standing, overdue }) {
  if (standing !== "accepted" && standing !== "working") return standing;
  return overdue ? "late" : "working";
}
