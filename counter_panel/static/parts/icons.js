/* The icons that the server put into the page's template element, copied where they are needed. */

const found = new Map();

/** A fresh SVG element of the icon; an unknown name is a programmer's slip and throws. */
export function icon(name) {
  if (!found.has(name)) {
    const source = document.getElementById("icons").content.querySelector(`[data-icon="${name}"] svg`);
    if (!source) throw new Error(`no icon ${name}`);
    found.set(name, source);
  }
  return found.get(name).cloneNode(true);
}

/** The icon of each reason of the waiting order. */
export const REASON_ICON = {
  sent_first: "chevrons-up",
  priority: "heart",
  arrival: "clock",
  appointment: "calendar-clock",
  returned: "rotate-ccw",
  put_back: "hourglass",
  chosen: "hand",
};
