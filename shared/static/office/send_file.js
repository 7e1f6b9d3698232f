/* Sends a file as the body of a deed, as the API wants it. What kind of file it is, the server finds out from its contents. */

import { Problem, freshKey, messages } from "/assets/page.js";

const t = messages();
const PATIENCE = 60000; // ms that a large file may take

/** The answer's JSON; throws a Problem. `patience` in ms.
 * @template Answer
 * @param {string} path
 * @param {File} file
 * @param {number} [patience]
 * @returns {Promise<Answer>} */
export async function sendFile(path, file, patience = PATIENCE) {
  const headers = {
    Accept: "application/json",
    "Content-Type": "application/octet-stream",
    "Idempotency-Key": freshKey(),
    "X-CSRF-Token": /** @type {HTMLMetaElement | null} */ (document.querySelector('meta[name="csrf"]'))?.content ?? "",
    "X-File-Name": encodeURIComponent(file.name),
  };
  let answer;
  try {
    answer = await fetch(path, { method: "POST", headers, body: file, credentials: "same-origin", signal: AbortSignal.timeout(patience) });
  } catch {
    throw new Problem({ title: t("error.offline"), code: "offline", status: 0 });
  }
  const value = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Problem({ title: t("error.unexpected"), code: "unexpected", ...value, status: answer.status });
  return value;
}
