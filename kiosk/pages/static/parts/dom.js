/* Small helpers to build the page's elements. */
/** @type {{texts: Record<Kiosk.Lang, Record<string, string>>, icons: Record<string, string>, speaks: boolean}} */
const data = JSON.parse(document.getElementById("data")?.textContent ?? "");

export const texts = data.texts;
export const agentSpeaks = data.speaks;

/**
 * @typedef {{[Name in keyof GlobalEventHandlersEventMap]?: (event: GlobalEventHandlersEventMap[Name]) => unknown}} Handlers
 * @typedef {{on?: Handlers, vars?: Record<string, string>, key?: string} & {[attribute: string]: unknown}} Props
 */

/** h("button", {class, key, on: {click}, vars: {"--chip": …}, attribute: value, …}, children…)
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Props} [props]
 * @param {Kiosk.Child[]} children */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  const { on = {}, vars = {}, key, ...attributes } = props;
  for (const [event, handler] of Object.entries(on)) element.addEventListener(event, /** @type {EventListener} */ (handler));
  for (const [name, text] of Object.entries(vars)) element.style.setProperty(name, text);
  if (key !== undefined) element.dataset.key = key;
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null && value !== false) element.setAttribute(name, value === true ? "" : String(value));
  }
  const parts = /** @type {Kiosk.Part[]} */ (/** @type {unknown[]} */ (children).flat(Infinity));
  element.append(...parts.filter((part) => part !== null && part !== undefined && part !== false).map((part) => (part instanceof Node ? part : String(part))));
  return element;
}

/** @type {Map<string, Element>} */
const icons = new Map();

/** @param {string} name */
export function icon(name) {
  let known = icons.get(name);
  if (!known) {
    const made = new DOMParser().parseFromString(data.icons[name], "text/html").body.firstElementChild;
    if (!made) throw new Error(`no icon ${name}`);
    known = document.adoptNode(made);
    icons.set(name, known);
  }
  return known.cloneNode(true);
}

/** A QR code from rows of "1" and "0": one path of whole modules with four clear ones around.
 * @param {string[]} rows
 * @param {string} label */
export function qr(rows, label) {
  const size = rows.length + 8;
  let path = "";
  rows.forEach((row, y) => {
    for (const run of row.matchAll(/1+/g)) path += `M${run.index + 4} ${y + 4}h${run[0].length}v1h-${run[0].length}z`;
  });
  const ns = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(ns, "svg");
  svg.setAttribute("viewBox", `0 0 ${size} ${size}`);
  svg.setAttribute("shape-rendering", "crispEdges");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", label);
  svg.setAttribute("class", "qr");
  const shape = document.createElementNS(ns, "path");
  shape.setAttribute("d", path);
  svg.append(shape);
  return svg;
}
