/* A picture of this page for the supervisors, sent to the agent when it has changed. What was typed and the QR code,
   which opens the citizen's own page, are left out. */
import { put } from "./api.js";

const EVERY = 5000;
const STILL_FOR = 1500;

let last = "";
let fonts = null;
let touched = 0;

async function send(kiosk) {
  const shape = kiosk.className + kiosk.innerHTML;
  if (shape === last || Date.now() - touched < STILL_FOR) return;
  const painter = window.htmlToImage;
  fonts ??= await painter.getFontEmbedCSS(kiosk, { preferredFontFormat: "woff2" });
  const blob = await painter.toBlob(kiosk, {
    width: 1080,
    height: 1920,
    pixelRatio: 0.5,
    fontEmbedCSS: fonts,
    style: { transform: "none", left: "0", top: "0" },
    filter: (node) => !(node instanceof Element && node.closest("[data-private]")),
  });
  if (blob && (await put("/local/screen", blob)).ok) last = shape;
}

export function watch(kiosk) {
  window.addEventListener("pointerdown", () => { touched = Date.now(); }, { passive: true, capture: true });
  const repeat = async () => {
    try {
      await send(kiosk);
    } catch {
      // A page that cannot be pictured still serves citizens; the next change is tried again.
    }
    setTimeout(repeat, EVERY);
  };
  setTimeout(repeat, 1000);
}
