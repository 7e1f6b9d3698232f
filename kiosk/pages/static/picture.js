/* A picture of this page for the supervisors, sent to the agent when it has changed. What was typed and the QR code,
   which opens the citizen's own page, are left out. */
import { put } from "./api.js";

const EVERY = 5000;
const STILL_FOR = 1500;
const FONTS_TAKE = 500;

let last = "";
/** @type {string | null} */
let fonts = null;
let touched = 0;

/** @param {HTMLElement} kiosk */
async function send(kiosk) {
  const shape = kiosk.className + kiosk.innerHTML;
  if (shape === last || Date.now() - touched < STILL_FOR) return;
  const painter = window.htmlToImage;
  fonts ??= await painter.getFontEmbedCSS(kiosk);
  const source = await painter.toSvg(kiosk, {
    width: 1080,
    height: 1920,
    fontEmbedCSS: fonts,
    style: { transform: "none", left: "0", top: "0" },
    filter: (node) => !(node instanceof Element && node.closest("[data-private]")),
  });
  const blob = await drawn(source);
  if (blob && (await put("/local/screen", blob)).ok) last = shape;
}

/** The picture at half its size. Its fonts work only after it was decoded: drawn at once, text would have another font.
 * @param {string} source
 * @returns {Promise<Blob | null>} */
async function drawn(source) {
  const image = new Image();
  image.src = source;
  await image.decode();
  await new Promise((resolve) => setTimeout(resolve, FONTS_TAKE));
  const canvas = document.createElement("canvas");
  canvas.width = 540;
  canvas.height = 960;
  canvas.getContext("2d")?.drawImage(image, 0, 0, 540, 960);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

/** @param {HTMLElement} kiosk */
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
