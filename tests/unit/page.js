/* As much of a browser's page as a script needs that talks to the server and draws nothing. Import it before the script. */

/** What the page keeps while it is open. @type {Map<string, string>} */
export const kept = new Map();

/** The requests that were sent, and the answers that are given to them, one each; without one left, nobody answers. */
export const wire = {
  /** @type {Array<{path: string, key: string | undefined, body: unknown}>} */
  sent: [],
  /** @type {Array<{status: number, body: unknown}>} */
  answers: [],
};

/** @param {string} path
 * @param {{headers: Record<string, string>, body?: string}} request */
async function fetch(path, { headers, body }) {
  wire.sent.push({ path, key: headers["Idempotency-Key"], body: body === undefined ? null : JSON.parse(body) });
  const answer = wire.answers.shift();
  if (!answer) throw new TypeError("no network");
  return new Response(answer.body === null ? null : JSON.stringify(answer.body), { status: answer.status });
}

Object.assign(globalThis, {
  fetch,
  document: { getElementById: () => null, querySelector: () => null },
  sessionStorage: {
    getItem: (/** @type {string} */ name) => kept.get(name) ?? null,
    setItem: (/** @type {string} */ name, /** @type {string} */ text) => kept.set(name, text),
    removeItem: (/** @type {string} */ name) => kept.delete(name),
  },
});
