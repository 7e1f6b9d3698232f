/* Keeps the paper page up to date: asks each second and puts new papers in front. */
const main = /** @type {HTMLElement} */ (document.querySelector("main"));
const form = /** @type {HTMLFormElement} */ (document.querySelector("form"));
let newest = Number(main.dataset.newest);

async function look() {
  const answer = await fetch("/paper/state", { cache: "no-store" });
  if (!answer.ok) return;
  /** @type {{papers: Array<{number: number}>, condition: Record<string, boolean>}} newest first */
  const { papers, condition } = await answer.json();
  for (const button of form.querySelectorAll("button")) {
    const on = Boolean(condition[button.name]);
    button.setAttribute("aria-pressed", String(on));
    button.value = on ? "off" : "on";
  }
  const before = newest;
  newest = papers[0]?.number ?? 0;
  if (newest === before) return;
  const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
  main.replaceChildren(...(page.querySelector("main")?.children ?? []));
  papers.forEach((paper, index) => {
    if (paper.number > before) main.children[index]?.classList.add("fresh");
  });
}

async function repeat() {
  try {
    await look();
  } catch {
    // The printer's program is being restarted; the next second may find it again.
  }
  setTimeout(repeat, 1000);
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { name, value } = /** @type {HTMLButtonElement} */ (event.submitter);
  await fetch("/paper/simulate", {
    method: "POST",
    headers: { Accept: "application/json" },
    body: new URLSearchParams({ [name]: value }),
  });
  look();
});

repeat();
