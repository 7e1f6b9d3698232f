/* What there is to say of a dossier first, and what its citizen can do at a counter. Pure. */

/** @typedef {"registered" | "supplement" | "payment" | "ready" | "returned" | "papers" | "late" | "working"} Kind */

/** @type {Record<number, Kind>} */
const BY_STATUS = { 1: "registered", 5: "supplement", 6: "payment", 9: "ready", 10: "returned" };
/** What a number is taken for. @type {Partial<Record<Kind, Wire.Purpose>>} */
export const PURPOSES = { ready: "collect", papers: "collect", supplement: "supplement" };

/** @param {Pick<Agent.Dossier, "status" | "ready" | "overdue">} dossier
 * @returns {Kind} */
export function kindOf({ status, ready, overdue }) {
  if (BY_STATUS[status]) return BY_STATUS[status];
  if (ready) return "papers";
  return overdue ? "late" : "working";
}
