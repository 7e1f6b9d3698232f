/* What a citizen must know of a queue before taking its number. Pure. */

/** @typedef {"away_take" | "spent" | "away" | "full" | "late" | "paused" | "closed"} Notice */

/** The one thing to say, or null. A number that was `promised` is given though the day's are used up.
 * @param {Agent.Queue | null} row
 * @param {Pick<Agent.State, "link" | "alone">} agent
 * @param {boolean} promised
 * @returns {Notice | null} */
export function noticeOf(row, { link, alone }, promised) {
  const away = link !== "connected";
  if (away && !alone.ready) return "away_take";
  if (!row) return null;
  if (row.spent) return "spent";
  if (away) return "away";
  if (row.full && !promised) return "full";
  if (row.late) return "late";
  if (row.paused) return "paused";
  return row.closed ? "closed" : null;
}

/** Whether no number of the queue can be had now.
 * @param {Agent.Queue | null} row */
export function noneLeft(row) {
  return Boolean(row?.full || row?.spent);
}
