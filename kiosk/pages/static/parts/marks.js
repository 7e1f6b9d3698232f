/* A text cut where parts of it are marked. Pure. */

/** The pieces in order, every second one marked. A mark that begins inside an earlier one is left out.
 * @param {string} text
 * @param {Array<[number, number]>} marks from and to, by their beginning */
export function pieces(text, marks) {
  const found = [];
  let at = 0;
  for (const [from, to] of marks) {
    if (from < at) continue;
    found.push(text.slice(at, from), text.slice(from, to));
    at = to;
  }
  return [...found, text.slice(at)];
}
