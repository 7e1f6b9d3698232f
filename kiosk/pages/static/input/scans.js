/* What a serial scanner reads, as the agent tells it: one question at a time, held open until there is something. */
import { get } from "../api.js";

const AGAIN = 2000; // ms after an agent that did not answer

/** `scanned` is called for each scan from now on.
 * @param {(scan: Agent.Scan) => void} scanned */
export async function watch(scanned) {
  let after = -1;
  for (;;) {
    try {
      const { last, scans } = /** @type {{last: number, scans: Agent.Scan[]}} */ (await get(`/local/scans?after=${after}`));
      after = last;
      scans.forEach(scanned);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, AGAIN));
    }
  }
}
