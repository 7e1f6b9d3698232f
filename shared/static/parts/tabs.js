/* Tabs: one is chosen at a time, by a press or by the arrow keys; only the chosen one is reached by the Tab key. */

/** Which of so many tabs a key leads to, round and round; null where it leads to none.
 * @param {string} key
 * @param {number} at
 * @param {number} count */
export function placeAfter(key, at, count) {
  if (key === "ArrowRight") return (at + 1) % count;
  if (key === "ArrowLeft") return (at - 1 + count) % count;
  return null;
}

/** Shows which tab is chosen.
 * @param {HTMLElement} list
 * @param {HTMLElement} chosen */
export function markTab(list, chosen) {
  for (const tab of all(list)) {
    tab.setAttribute("aria-selected", String(tab === chosen));
    tab.tabIndex = tab === chosen ? 0 : -1;
  }
}

/** Hears the presses and keys of a list of tabs; `choose(tab)` draws what is under the tab and marks it. After a key the focus is
    on that tab, once it is drawn.
 * @param {HTMLElement} list
 * @param {(tab: HTMLElement) => unknown} choose */
export function onTabs(list, choose) {
  list.addEventListener("click", ({ target }) => {
    /** @type {HTMLElement | null} */
    const tab = target instanceof Element ? target.closest("[role=tab]") : null;
    if (tab) choose(tab);
  });
  list.addEventListener("keydown", async (event) => {
    const tabs = all(list);
    const to = placeAfter(event.key, tabs.findIndex((tab) => tab.getAttribute("aria-selected") === "true"), tabs.length);
    if (to === null) return;
    event.preventDefault();
    await choose(tabs[to]);
    tabs[to].focus();
  });
}

/** @param {HTMLElement} list
 * @returns {HTMLElement[]} */
function all(list) {
  /** @type {NodeListOf<HTMLElement>} */
  const tabs = list.querySelectorAll("[role=tab]");
  return [...tabs];
}
