/* What troubles a device, by what it reports. Pure: from a device to names; the texts are in the message catalogue. */

/** @typedef {{detail: any}} Device as a supervisor sees it; what its detail has, its kind decides */

/** The names of everything that is wrong with it, the most urgent first; empty for a device that works.
 * @param {Device} device
 * @returns {string[]} */
export function troublesOf({ detail }) {
  const { paper, printer, page, alone, undelivered, set_aside: setAside } = detail;
  return [
    paper === "out" && "paper_out",
    printer === "cover_open" && "cover_open",
    printer === "offline" && "printer_offline",
    setAside > 0 && "set_aside",
    // A kiosk whose screen shows no page gives nobody a number, though its agent is well.
    page === false && "page_closed",
    (undelivered > 0 && "undelivered") || (alone && "alone"),
    paper === "low" && "paper_low",
  ].filter(Boolean);
}

/** "fine", "low" or "out" for a printer that says so; "silent" for one that cannot, "none" for no printer, else null.
 * @param {Device} device
 * @returns {"none" | "silent" | "ok" | "low" | "out" | null} */
export function paperOf({ detail: { kind, confirms, paper, printer } }) {
  if (kind === "none") return "none";
  if (confirms === false) return "silent";
  if (paper === "out" || paper === "low") return paper;
  return paper === "ok" && (printer ?? "ready") === "ready" ? "ok" : null;
}

/** The numbers that the server did not take, each with the reason's code: `[{number, reason}]`; at most five.
 * @param {Device} device
 * @returns {Array<{number: string, reason: string | null}>} */
export function setAsideOf({ detail }) {
  return String(detail.set_aside_numbers ?? "")
    .split(", ")
    .filter(Boolean)
    .map((text) => {
      const [, number = text, reason = null] = /^(\S+)(?: \((\w+)\))?$/.exec(text) ?? [];
      return { number, reason };
    });
}
