/* Someone who leaves must leave nothing behind: the screen asks, and then the visit is wiped (idle_time.js says when). */
import { find } from "/assets/page.js";
import { html } from "/assets/parts/draw.js";
import { IdleTime } from "./idle_time.js";
import { end, repaint } from "./navigation.js";
import { button } from "../parts/parts.js";
import { t, untouched } from "./state.js";

const time = new IdleTime(Date.now());
/** The seconds that the question says; null while it is not asked. @type {number | null} */
let asked = null;

export function touched() {
  time.touched(Date.now());
}

/** @param {{busy: () => boolean}} how */
export function watch({ busy }) {
  for (const event of /** @type {const} */ (["pointerdown", "keydown", "wheel"])) window.addEventListener(event, touched, { passive: true, capture: true });
  setInterval(() => {
    if (busy() || untouched()) {
      touched();
      close();
      return;
    }
    const left = time.left(Date.now());
    if (left === 0) leave();
    else if (left !== null) ask(left);
  }, 250);
}

/** @param {number} count */
function ask(count) {
  const anew = asked === null;
  if (count === asked) return;
  asked = count;
  repaint();
  if (anew) find(document, "dialog.idle button", HTMLButtonElement)?.focus();
}

/** Whether the question stands on the screen: it keeps the keys, whatever is drawn beneath it. */
export function asks() {
  return asked !== null;
}

/** The question, or null. */
export function question() {
  if (asked === null) return null;
  return html`<dialog class="idle" open aria-labelledby="idle-title">
    <h2 id="idle-title">${t("idle.title")}</h2>
    <p>${t("idle.about", { count: asked })}</p>
    <div class="choices">
      ${button({ key: "stay", text: t("idle.stay"), kind: "primary", press: () => { touched(); close(); } })}
      ${button({ key: "leave", text: t("idle.leave"), press: leave })}
    </div>
  </dialog>`;
}

function leave() {
  asked = null;
  touched();
  end();
}

export function close() {
  if (asked === null) return;
  asked = null;
  repaint();
}
