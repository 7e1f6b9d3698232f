/* What was typed or scanned, asked of the agent once: a dossier, an appointment, a number. And the screen where there is none. */
import { post } from "../../api.js";
import { html } from "/assets/parts/draw.js";
import { band, button, down, up } from "../../parts/parts.js";
import { here, t } from "../../visit/state.js";
import { guideButton } from "./guide.js";

let asked = 0;

/** The agent's answer, or null where the citizen has gone on meanwhile; `none` is what a text is that it could not read.
 * The text may hold a secret: it goes to the agent and nowhere else.
 * @template {{state: string}} Answer
 * @param {string} path
 * @param {string} text
 * @param {NoInfer<Answer>} none
 * @returns {Promise<Answer | null>} */
export async function answered(path, text, none) {
  const mine = (asked += 1);
  const { name } = here();
  /** @type {{ok: boolean, status: number, body: Answer} | null} */
  const answer = await post(path, { text }).catch(() => null);
  if (mine !== asked || here().name !== name) return null;
  if (answer?.ok) return answer.body;
  return answer?.status === 422 ? none : { ...none, state: "away" };
}

/** Nothing to show: why, and what can be done. `again` asks once more, `on` is a way on without an answer, `retype` another way
   of asking.
 * @param {{heading: string, lead?: string | null, about: Array<string | null>, again?: (() => void) | null, on?: Kiosk.Drawing, retype?: Kiosk.Drawing}} what
 * @returns {Kiosk.Screen} */
export function notFound({ heading, lead, about, again, on, retype }) {
  const retry = again && button({ key: "again", symbol: "rotate-ccw", text: t("shell.again"), kind: on ? "" : "primary", press: again });
  const another = on ? retry : null;
  return {
    blocks: [
      up(html`<div class="title" data-private><h1 tabindex="-1">${heading}</h1>${lead ? html`<p class="lead">${lead}</p>` : null}</div>`),
      up(band("notice", "info", ...about)),
      down(another || retype ? html`<div class="choices">${another}${retype}</div>` : null),
    ],
    fixed: [on ?? retry ?? null, guideButton()],
  };
}
