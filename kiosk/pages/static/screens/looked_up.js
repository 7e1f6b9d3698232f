/* What was typed or scanned, asked of the agent once: a dossier, an appointment, a number. And the screen where there is none. */
import { post } from "../api.js";
import { h } from "../dom.js";
import { band, button } from "../parts.js";
import { here, t } from "../state.js";
import { guideButton } from "./guide.js";

let asked = 0;

/* The agent's answer, or null where the citizen has gone on meanwhile; `none` is the state of a text that it could not read.
   The text may hold a secret: it goes to the agent and nowhere else. */
export async function answered(path, text, none) {
  const mine = (asked += 1);
  const { name } = here();
  const answer = await post(path, { text }).catch(() => null);
  if (mine !== asked || here().name !== name) return null;
  return answer?.ok ? answer.body : { state: answer?.status === 422 ? none : "away" };
}

/* Nothing to show: why, and what can be done. `again` asks once more, `on` is a way on without an answer, `retype` another way
   of asking. */
export function notFound({ heading, lead, about, again, on, retype }) {
  const retry = again && button({ key: "again", symbol: "rotate-ccw", text: t("shell.again"), kind: on ? "" : "primary", press: again });
  const choices = [on && retry, retype].filter(Boolean);
  return {
    blocks: [
      { zone: "up", node: h("div", { class: "title", "data-private": true }, h("h1", { tabindex: "-1" }, heading), lead ? h("p", { class: "lead" }, lead) : null) },
      { zone: "up", node: band("notice", "info", ...about) },
      choices.length ? { zone: "down", node: h("div", { class: "choices" }, choices) } : null,
    ],
    fixed: [on ?? retry, guideButton()].filter(Boolean),
  };
}
