/* Where what the server calls /assets/… lies in the repository; `paths` of tsconfig.json says the same. */
const SHARED = new URL("../../shared/static/", import.meta.url);
const SOCKET = new URL("./socket.js", import.meta.url);

/** @param {string} specifier
 * @param {object} context
 * @param {(specifier: string, context: object) => unknown} next */
export function resolve(specifier, context, next) {
  if (specifier === "/assets/vendor/socket.io.esm.js") return next(SOCKET.href, context);
  return next(specifier.replace(/^\/assets\/(?!vendor\/)/, SHARED.href), context);
}
