/* Small helpers to build the page's elements. They hold no state. */
const data = JSON.parse(document.getElementById("data").textContent);

export const texts = data.texts;
export const agentSpeaks = data.speaks;

/* h("button", {class, key, on: {click}, vars: {"--chip": …}, attribute: value, …}, children…) */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "on") for (const [event, handler] of Object.entries(value)) element.addEventListener(event, handler);
    else if (name === "vars") for (const [key, text] of Object.entries(value)) element.style.setProperty(key, text);
    else if (name === "key") element.dataset.key = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const icons = new Map();

export function icon(name) {
  if (!icons.has(name)) {
    const template = document.createElement("template");
    template.innerHTML = data.icons[name];
    icons.set(name, template.content.firstElementChild);
  }
  return icons.get(name).cloneNode(true);
}

/* A QR code from rows of "1" and "0": one path of whole modules with four clear ones around. */
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
