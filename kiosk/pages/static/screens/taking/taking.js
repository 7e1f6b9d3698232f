/* Asking the agent for the number: once per tap, never twice within three seconds.

   A wish has a name. Asked for again under it, also by an agent that has just been started anew, it gets the same number. */
import { post } from "../../api.js";
import { replace, repaint } from "../../visit/navigation.js";
import { here, visit } from "../../visit/state.js";

const APART = 3000;
const PATIENCE = 45000;
const PAUSE = 500;
let running = false;
let last = 0;
/** @type {string | null} */
let name = null;

export function taking() {
  return running;
}

/** @typedef {{ok: true, status: number, body: Agent.Ticket} | {ok: false, status: number, body: Agent.NoNumber | null}} Asked */

/** @param {Agent.Wish} wish */
export async function take(wish) {
  if (running || Date.now() - last < APART) return;
  running = true;
  last = Date.now();
  repaint();
  const wanted = Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== null && value !== undefined));
  name ??= crypto.randomUUID();
  const answer = await ask({ ...wanted, ...(visit.card ? { card: visit.card } : {}), wish: name });
  running = false;
  // Without a definite answer the next try is still the same wish.
  if (answer.ok || answer.status < 500) name = null;
  if (answer.ok) {
    visit.ticket = answer.body;
    replace("done");
  } else {
    last = 0;
    const { code = "other", next = "again", number } = answer.body ?? {};
    /** @type {Kiosk.Step} */
    const screen = { name: next === "card" ? "card" : "failed", code, next, wish, number: number ?? undefined };
    if (screen.name === "card") visit.card = null;
    if (["failed", "card"].includes(here().name)) visit.path.splice(-1, 1, screen);
    else visit.path.push(screen);
    repaint({ moved: true });
  }
}

/* The agent's answer; one that is being started again is waited for. */
/** @param {Agent.Wish & {wish: string, card?: string}} body
 * @returns {Promise<Asked>} */
async function ask(body) {
  const until = Date.now() + PATIENCE;
  for (;;) {
    try {
      return /** @type {Asked} */ (await post("/local/tickets", body));
    } catch {
      if (Date.now() > until) return { ok: false, status: 503, body: { code: "server_away", title: "", number: null, next: "again" } };
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }
}

/* Whoever comes next has a wish of their own. */
export function forget() {
  if (!running) name = null;
}
