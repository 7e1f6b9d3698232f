/* Where what the server calls /assets/… lies in the repository; `paths` of tsconfig.json says the same. */
const SHARED = new URL("../../shared/static/", import.meta.url);

/** @param {string} specifier
 * @param {object} context
 * @param {(specifier: string, context: object) => unknown} next */
export const resolve = (specifier, context, next) =>
  next(specifier.replace(/^\/assets\/(?!vendor\/)/, SHARED.href), context);
