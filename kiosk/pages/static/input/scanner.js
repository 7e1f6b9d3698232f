/* A scanner that types as a keyboard does. What it reads is handed to whoever listens; no link is opened. */
import { ScanReader } from "./scan_reader.js";

/** @param {(text: string) => void} scanned */
export function watch(scanned) {
  const reader = new ScanReader();
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const { read, hold } = reader.press(event);
    if (hold) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
    if (read !== null) scanned(read);
  }, { capture: true });
}
