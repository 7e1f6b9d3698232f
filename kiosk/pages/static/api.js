/* The agent's local API. Changes go by POST and PUT only; the browser adds the Origin that the agent asks for. */
/** @template Answer
 * @param {string} path
 * @param {RequestInit} [options]
 * @returns {Promise<{ok: boolean, status: number, body: Answer}>} */
async function ask(path, options) {
  const answer = await fetch(path, { cache: "no-store", signal: AbortSignal.timeout(15000), ...options });
  const body = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : null;
  return { ok: answer.ok, status: answer.status, body };
}

/** What the answer is, the caller says: a type of agent.d.ts.
 * @template Answer
 * @param {string} path
 * @returns {Promise<Answer>} */
export async function get(path) {
  const { ok, body, status } = /** @type {{ok: boolean, status: number, body: Answer}} */ (await ask(path));
  if (!ok) throw new Error(`${path}: ${status}`);
  return body;
}

/** Resolves to {ok, status, body}; a refusal is an answer, only silence throws.
 * @template Answer
 * @param {string} path
 * @param {unknown} body
 * @returns {Promise<{ok: boolean, status: number, body: Answer}>} */
export function post(path, body) {
  return ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
}

/** @param {string} path
 * @param {Blob} blob */
export function put(path, blob) {
  return ask(path, { method: "PUT", headers: { "Content-Type": blob.type }, body: blob });
}

/** A spoken text as sound samples (WAV), or null.
 * @param {string} text
 * @param {Kiosk.Lang} lang */
export async function speech(text, lang) {
  const answer = await fetch(`/local/speech?lang=${lang}`, { method: "POST", body: text });
  return answer.ok ? answer.arrayBuffer() : null;
}
