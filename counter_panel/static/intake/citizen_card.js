/* Reads the QR code of a Vietnamese citizen card. What it reads is personal data, and is never kept or logged here.

   `12 digits|old number|full name|ddmmyyyy|sex|address|ddmmyyyy`, newer cards append fields; six or more are accepted
   and empty ones tolerated. */

/** Letters: what a card holds, with room for what newer ones append. */
export const LONGEST_SCAN = 400;

/** True as soon as the text can only be the beginning of a card's code.
 * @param {string} text */
export function looksLikeCard(text) {
  return /^\s*\d{12}\|/.test(text);
}

/** `{idNumber, name, address}` or null when the text is no whole card code.
 * @param {string} text */
export function parseCard(text) {
  const parts = text.trim().split("|").map((part) => part.trim());
  if (parts.length < 6 || !/^\d{12}$/.test(parts[0])) return null;
  return { idNumber: parts[0], name: parts[2].replace(/\s+/g, " "), address: parts[5] };
}

/** A scanner that types as a keyboard sends letters without their accents, or none: only its digits are sure.
 * @param {string} text */
export function hasAccents(text) {
  return /\P{ASCII}/u.test(text);
}
