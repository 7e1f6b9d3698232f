/* A QR code as a drawing. */
import { html } from "/assets/parts/draw.js";

/** Of rows of "1" and "0": one path of whole modules with four clear ones around.
 * @param {string[]} rows
 * @param {string} label */
export function qr(rows, label) {
  const size = rows.length + 8;
  let path = "";
  rows.forEach((row, y) => {
    for (const run of row.matchAll(/1+/g)) path += `M${run.index + 4} ${y + 4}h${run[0].length}v1h-${run[0].length}z`;
  });
  return html`<svg viewBox=${`0 0 ${size} ${size}`} shape-rendering="crispEdges" role="img" aria-label=${label} class="qr"><path d=${path}></path></svg>`;
}
