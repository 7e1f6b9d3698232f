/* A scanner that types as a keyboard does: told from a person by its speed and by the key that ends it. It opens nothing by
   itself; what it read is handed to whoever listens. */

const FAST = 30; // ms between two signs of a scanner, as a rule
const BROKEN_OFF = 600; // ms: a longer pause begins anew; a busy machine may hold a sign back for less
const SHORTEST = 6;
const HELD_BACK_FROM = 4; // signs after which it can be no finger any more
const ENDS = new Set(["Enter", "Tab"]);

let text = "";
let gaps = [];
let last = -Infinity;

export function watch(scanned) {
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const gap = event.timeStamp - last;
    if (gap > BROKEN_OFF) begin();
    if (ENDS.has(event.key)) {
      const read = text;
      const scan = fast() && read.length >= SHORTEST;
      begin();
      if (!scan) return;
      // The ending key must not press the button that was touched last.
      stop(event);
      scanned(read);
      return;
    }
    const sign = survived(event);
    if (sign === null) return;
    if (text) gaps.push(gap);
    last = event.timeStamp;
    text += sign;
    if (gaps.length >= HELD_BACK_FROM && fast()) stop(event);
  }, { capture: true });
}

function begin() {
  text = "";
  gaps = [];
  last = -Infinity;
}

function stop(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
}

/* Half of the gaps are a scanner's: a busy machine delivers some of them late. */
function fast() {
  const sorted = [...gaps].sort((a, b) => a - b);
  return sorted.length > 0 && sorted[Math.floor(sorted.length / 2)] < FAST;
}

/* An input method swallows letters; digits come through by their keys. Everything beyond ASCII is wrong already. */
function survived(event) {
  if (event.key.length === 1 && event.key >= " " && event.key <= "~") return event.key;
  return /^(?:Digit|Numpad)(\d)$/.exec(event.code)?.[1] ?? null;
}
