/* Where what the server calls /assets/… lies in the repository; `paths` of tsconfig.json says the same. */
const SHARED = new URL("../../shared/static/", import.meta.url);

/** @type {import("node:module").ResolveHook} */
export const resolve = (specifier, context, next) =>
  next(specifier.replace(/^\/assets\/(?!vendor\/)/, SHARED.href), context);
