/* Amounts in đồng for pages, as shared/text/money.py writes them. */

/** "1.234.000" of 1234000; a refund carries a true minus.
 * @param {number} amount */
export function dong(amount) {
  const digits = String(Math.abs(amount)).replace(/\B(?=(\d{3})+$)/g, ".");
  return amount < 0 ? `−${digits}` : digits;
}

/** "1.234.000 đ" of 1234000.
 * @param {number} amount */
export function dongWithUnit(amount) {
  return `${dong(amount)} đ`;
}

/** The whole đồng in what somebody typed ("50.000", "50 000 đ", "−20.000"), or null where it is no amount.
 * @param {string} text */
export function amountOf(text) {
  const plain = text.replace(/[\s.,đ₫]/gi, "").replace("−", "-");
  return /^-?\d{1,12}$/.test(plain) ? Number(plain) : null;
}

/** Keeps the points in an amount while it is typed.
 * @param {HTMLInputElement} input */
export function groupsDigits(input) {
  input.addEventListener("input", () => {
    const amount = amountOf(input.value);
    if (amount === null) return;
    const behind = input.value.length - (input.selectionEnd ?? input.value.length);
    input.value = dong(amount);
    const at = Math.max(0, input.value.length - behind);
    input.setSelectionRange(at, at);
  });
  return input;
}
