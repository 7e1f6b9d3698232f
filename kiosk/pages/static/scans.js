/* What a serial scanner reads, as the agent tells it: one question at a time, held open until there is something. */
import { get } from "./api.js";

const AGAIN = 2000; // ms after an agent that did not answer

/* `scanned({kind, text, card})` for each scan from now on. */
export async function watch(scanned) {
  let after = -1;
  for (;;) {
    try {
      const { last, scans } = await get(`/local/scans?after=${after}`);
      after = last;
      scans.forEach(scanned);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, AGAIN));
    }
  }
}
