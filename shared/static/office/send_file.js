/* Sends a file as the body of a deed, as the API wants it. What kind of file it is, the server finds out from its contents. */

import { freshKey, send } from "/assets/page.js";

const PATIENCE = 60000; // ms that a large file may take

/** The answer's JSON; throws a Problem. `patience` in ms; `key` is an Idempotency-Key of yours.
 * @template Answer
 * @param {string} path
 * @param {File} file
 * @param {{patience?: number, key?: string}} [how]
 * @returns {Promise<Answer>} */
export function sendFile(path, file, { patience = PATIENCE, key = freshKey() } = {}) {
  const headers = { "Content-Type": "application/octet-stream", "X-File-Name": encodeURIComponent(file.name) };
  return send("POST", path, { headers, body: file, key, patience, tries: 1 });
}
