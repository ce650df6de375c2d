"""What a browser test looks at: accessibility faults, the width of a page, where the focus stands,
a picture of it.
"""

import os
from pathlib import Path

from playwright.sync_api import Page

from assistant.settings import ROOT

AXE = (Path(__file__).parent / "vendor/axe-4.14.1.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CAPTURES = ROOT / "docs/captures"
FOCUSED = """() => {
  const e = document.activeElement, s = getComputedStyle(e);
  const label = e.labels?.[0]?.innerText;
  const name = e.getAttribute('aria-label') || e.innerText || label || e.name || '';
  return {tag: e.tagName, name: name.trim(),
          seen: s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2};
}"""


def axe(page: Page) -> list[str]:
    """The accessibility faults that axe finds in the page as it stands, WCAG 2.2 AA and good
    practice, a line each; none wanted.

    The page must run JavaScript: axe waits for timers, which do not run without it.
    """
    page.evaluate(f"() => {{ {AXE} }}")
    found = page.evaluate(
        (
            "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}, "
            "resultTypes: ['violations']})"
        ),
        RULES,
    )
    return [
        f"{fault['id']} : {node['target']} {node['failureSummary']}"
        for fault in found["violations"]
        for node in fault["nodes"]
    ]


def overflow(page: Page) -> int:
    """How many pixels the page is wider than its window; 0 wanted, tables scroll inside
    themselves.
    """
    return int(
        page.evaluate(
            "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
    )


def tab_to(page: Page, name: str, most: int = 80) -> None:
    """Press Tab until the element of that accessible name has the focus; each one on the way must
    show where the focus is.

    Raises AssertionError when it is not reached, or when a focus cannot be seen.
    """
    for _ in range(most):
        page.keyboard.press("Tab")
        where = page.evaluate(FOCUSED)
        assert where["tag"] == "BODY" or where["seen"], f"unseen focus: {where}"
        if name in " ".join(where["name"].split()):
            return
    raise AssertionError(f"« {name} » is not reached by Tab")


def shot(page: Page, name: str, whole: bool = False) -> None:
    """A picture for docs/captures, taken again only when CPOM_CAPTURES is set: a test run leaves
    the working tree as it was.
    """
    if os.environ.get("CPOM_CAPTURES"):
        CAPTURES.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=CAPTURES / f"{name}.png", full_page=whole)
