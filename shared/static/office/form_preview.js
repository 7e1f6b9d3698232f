/* The pages of a form as pictures, one under the other. */

import { h, messages } from "/assets/page.js";

const t = messages();
const MOST = 12; // pages shown; the PDF has all

/** A box that fills itself with the pages of the picture at `url`; what goes wrong is said in it.
 * @param {string} url */
export function formPages(url) {
  const said = h("p", { class: "quiet", role: "status" }, t("forms.loading"));
  const box = h("div", { class: "sheets" }, said);
  fill(box, said, url);
  return box;
}

/** @param {HTMLElement} box
 * @param {HTMLElement} said
 * @param {string} url */
async function fill(box, said, url) {
  try {
    let pages = 1;
    for (let page = 1; page <= Math.min(pages, MOST); page += 1) {
      const answer = await fetch(`${url}?page=${page}`, { credentials: "same-origin" });
      if (!answer.ok) return failed(said, (await answer.json().catch(() => ({}))).title);
      pages = Number(answer.headers.get("X-Pages") ?? 1);
      box.append(picture(URL.createObjectURL(await answer.blob()), page, pages));
    }
    said.hidden = pages <= MOST;
    said.textContent = t("forms.more_pages", { shown: MOST, pages });
  } catch {
    failed(said);
  }
  return undefined;
}

/** @param {HTMLElement} said
 * @param {string} [title] */
function failed(said, title) {
  said.textContent = title || t("forms.failed");
  said.setAttribute("role", "alert");
}

/** One page as a picture with its place for those who do not see it.
 * @param {string} source
 * @param {number} page
 * @param {number} pages */
export function picture(source, page, pages) {
  return h("img", { class: "sheet", src: source, alt: t("forms.page", { page, pages }) });
}
