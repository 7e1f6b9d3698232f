/* From screen to screen: a path that can be walked back. The painter is set once by app.js. */
import { visit, wipe } from "./state.js";
import * as way from "./way.js";

/** @type {(how?: Kiosk.Painted) => void} */
let paint = () => {};

/** @param {typeof paint} painter */
export function onChange(painter) {
  paint = painter;
}

/** `moved`: what is shown now is to be come to anew, at its heading.
 * @param {Kiosk.Painted} [how] */
export function repaint(how) {
  paint(how);
}

/** @param {string} name
 * @param {Omit<Kiosk.Step, "name">} more what that screen is about */
export function go(name, more = {}) {
  visit.path.push({ name, ...more });
  paint({ moved: true });
}

/** @param {string} name
 * @param {Omit<Kiosk.Step, "name">} more */
export function replace(name, more = {}) {
  visit.path.splice(-1, 1, { name, ...more });
  paint({ moved: true });
}

export function back() {
  if (way.leavesAtBack(visit.path)) return restart();
  visit.path.pop();
  return paint({ moved: true });
}

/** Back to a screen of the path, or to a new one in place of everything after the first.
 * @param {string} name */
export function backTo(name) {
  visit.path = way.backTo(visit.path, name);
  paint({ moved: true });
}

/* The start screen. What was chosen is forgotten; language and display stay until the visit is wiped. */
export function restart() {
  const { lang, large, contrast, low, method } = visit;
  wipe();
  Object.assign(visit, { lang, large, contrast, low, method });
  paint({ moved: true });
}

export function end() {
  wipe();
  paint({ moved: true });
}
