/* The agent's local API. Changes go by POST and PUT only; the browser adds the Origin that the agent asks for. */
async function ask(path, options) {
  const answer = await fetch(path, { cache: "no-store", signal: AbortSignal.timeout(15000), ...options });
  const body = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : null;
  return { ok: answer.ok, status: answer.status, body };
}

export async function get(path) {
  const { ok, body, status } = await ask(path);
  if (!ok) throw new Error(`${path}: ${status}`);
  return body;
}

/* Resolves to {ok, status, body}; a refusal is an answer, only silence throws. */
export function post(path, body) {
  return ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
}

export function put(path, blob) {
  return ask(path, { method: "PUT", headers: { "Content-Type": blob.type }, body: blob });
}

/* A spoken text as sound samples (WAV), or null. */
export async function speech(text, lang) {
  const answer = await fetch(`/local/speech?lang=${lang}`, { method: "POST", body: text });
  return answer.ok ? answer.arrayBuffer() : null;
}
