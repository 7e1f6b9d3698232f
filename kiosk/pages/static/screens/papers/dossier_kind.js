/* What there is to say of a dossier first, and what its citizen can do at a counter. Pure. */

/** @typedef {Exclude<Wire.Standing, "accepted"> | "late"} Kind */

/** What a number is taken for. @type {Partial<Record<Kind, Wire.Purpose>>} */
export const PURPOSES = { ready: "collect", papers: "collect", supplement: "supplement" };

/** What the server says of it; whoever waits for the office is told alike, and only that it is late.
 * @param {Pick<Agent.Dossier, "standing" | "overdue">} dossier
 * @returns {Kind} */
export function kindOf({ standing, overdue }) {
  if (standing !== "accepted" && standing !== "working") return standing;
  return overdue ? "late" : "working";
}
