/* Drawing by templates where a page draws again while somebody uses it: what is the same stays, and with it the focus, the
   place in a list and a press that has begun. `each` keeps a row by its key wherever it moves to. */

import { Directive, directive } from "/assets/vendor/lit-html/directive.js";
import { html, nothing, render } from "/assets/vendor/lit-html/lit-html.js";
import { keyed } from "/assets/vendor/lit-html/directives/keyed.js";
import { live } from "/assets/vendor/lit-html/directives/live.js";
import { repeat as each } from "/assets/vendor/lit-html/directives/repeat.js";
import { icon } from "./icon.js";

export { each, html, keyed, live, nothing };

/** @type {WeakSet<HTMLElement>} */
const known = new WeakSet();

/** Draws a template in an element; what the page's frame had in it goes first.
 * @param {HTMLElement} box
 * @param {unknown} template */
export function draw(box, template) {
  if (!known.has(box)) box.replaceChildren();
  known.add(box);
  render(template, box);
}

/** What a template draws, once, for an element that is built with h().
 * @param {unknown} template */
export function once(template) {
  const made = document.createDocumentFragment();
  render(template, made);
  return made;
}

/** Keeps the icon that it drew: whoever pressed on it presses on it still when the page is drawn again. */
class Picture extends Directive {
  #name = "";
  /** @type {Node | undefined} */
  #drawn;

  /** @param {string} name */
  render(name) {
    if (name !== this.#name) this.#drawn = icon(name);
    this.#name = name;
    return this.#drawn;
  }
}

/** An icon in a template. */
export const picture = directive(Picture);

/** Sets an element's own CSS variables: the content policies allow no style attribute. */
class Variables extends Directive {
  /** @param {Record<string, string>} values
   * @returns {unknown} */
  render(values) {
    return values;
  }

  /** @param {import("/assets/vendor/lit-html/directive.js").ElementPart} part
   * @param {[Record<string, string>]} given
   * @override */
  update({ element }, [values]) {
    const { style } = /** @type {HTMLElement} */ (element);
    for (const [name, text] of Object.entries(values)) style.setProperty(name, text);
  }
}

/** An element's CSS variables: html`<span ${variables({ "--share": "40%" })}>`. */
export const variables = directive(Variables);
