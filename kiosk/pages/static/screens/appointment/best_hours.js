/* Which hours to recommend to somebody who may choose. Pure. */

const MOST = 3;

/** The quietest of the hours that are still to come, where they are quiet at all.
 * @param {Wire.HourLoad[]} hours
 * @param {number} from the first hour that can still be had */
export function bestHours(hours, from) {
  const coming = hours.filter(({ hour }) => hour >= from);
  const least = Math.min(...coming.map(({ tickets }) => tickets));
  return coming.filter(({ level, tickets }) => level === "quiet" && tickets === least).slice(0, MOST);
}
