/* The way through the screens as a list of steps. Pure: every change gives a new list. */

/** Back to the last step of this name, or to a new one in place of everything after the first.
 * @param {Kiosk.Step[]} path
 * @param {string} name
 * @returns {Kiosk.Step[]} */
export function backTo(path, name) {
  const at = path.findLastIndex((step) => step.name === name);
  return at < 0 ? [path[0], { name }] : path.slice(0, at + 1);
}

/** Whether a step back leaves the visit: from the start, and from a number, which cannot be given back.
 * @param {Kiosk.Step[]} path */
export function leavesAtBack(path) {
  return path.length === 1 || path[path.length - 1].name === "done";
}
