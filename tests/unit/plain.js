/* Runs the plain scripts of a page one after another, as a browser does that knows no modules. */
import { readFileSync } from "node:fs";
import { runInThisContext } from "node:vm";

const ROOT = new URL("../../", import.meta.url);

/** What the scripts put under their one global name.
 * @param {string[]} files by their places in the repository
 * @returns {any} */
export function plain(...files) {
  Object.assign(globalThis, { window: globalThis, MotCua: {} });
  for (const file of files) runInThisContext(readFileSync(new URL(file, ROOT), "utf8"), { filename: file });
  return Reflect.get(globalThis, "MotCua");
}
