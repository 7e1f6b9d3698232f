/* A person's telephone or paper's number in a search: it is found whole or not at all, and each search by one is written
   down. So a page does not send it before the person says so, and does not keep it. */

const NUMBER = /^\p{L}{0,3}[\d\s.+()-]{6,}$/u;

/** Whether the text reads like one.
 * @param {string} text */
export function isPersonsNumber(text) {
  return NUMBER.test(text.trim());
}
