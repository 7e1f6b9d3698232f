"""What axe-core finds wrong on a page as it is now. The page is not changed."""

from pathlib import Path

from playwright.sync_api import Page

from tests.journeys.browser import until

_AXE = (Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")
_RUN = "() => axe.run(document, { resultTypes: ['violations'] })"


def barriers(page: Page) -> list[str]:
    """Each violation with its element, once the page has what it asked for: what is still on its way stands there dimmed."""
    until(page, "() => !document.querySelector('[aria-busy=true]')")
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(_AXE)
    return [
        f"{one['id']}: {node['html']} {node['failureSummary']}"
        for one in page.evaluate(_RUN)["violations"]
        for node in one["nodes"]
    ]


def barriers_at(page: Page, *sizes: tuple[int, int]) -> dict[tuple[int, int], list[str]]:
    """The violations at each size, and what stands over the right edge; sizes without any are left out."""
    found = {}
    for width, height in sizes:
        page.set_viewport_size({"width": width, "height": height})
        wrong = barriers(page)
        over = page.evaluate("() => document.documentElement.scrollWidth")
        if over > width:
            wrong.append(f"{over} px wide")
        if wrong:
            found[width, height] = wrong
    return found
