/* Asking the agent for the number: once per tap, never twice within three seconds. */
import { post } from "../api.js";
import { replace, repaint } from "../navigation.js";
import { here, visit } from "../state.js";

const APART = 3000;
let running = false;
let last = 0;

export function taking() {
  return running;
}

export async function take(wish) {
  if (running || Date.now() - last < APART) return;
  running = true;
  last = Date.now();
  repaint();
  const body = Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== null && value !== undefined));
  let answer;
  try {
    answer = await post("/local/tickets", body);
  } catch {
    answer = { ok: false, body: { code: "server_away" } };
  }
  running = false;
  if (answer.ok) {
    visit.ticket = answer.body;
    replace("done");
  } else {
    last = 0;
    const code = answer.body?.code ?? "other";
    if (here().name === "failed") replace("failed", { code, wish });
    else visit.path.push({ name: "failed", code, wish });
    repaint({ moved: true });
  }
}
