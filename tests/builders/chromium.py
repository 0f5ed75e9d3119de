"""A real browser for tests of the studio's page, and hands that use nothing but its keyboard."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from brochure.studio import StudioServer

_AXE = Path(__file__).parents[1] / "studio" / "axe" / "axe.min.js"
#: How systems call it.
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
#: Milliseconds within which everything happens, also where others use the machine.
PATIENCE = 60_000
#: Presses of a key, after which what was looked for is nowhere.
_MOST = 260
#: What has the focus, as a screen reader would call it.
_NAMED = """() => {
  const here = document.activeElement;
  if (here === document.body) return "";
  const said = (id) => document.getElementById(id)?.textContent ?? "";
  const ids = (here.getAttribute("aria-labelledby") ?? "").split(" ");
  const own = here.getAttribute("aria-label") ?? ids.map(said).join(" ");
  const label = here.labels?.length ? [...here.labels].map((one) => one.textContent).join(" ") : "";
  return (own || label || here.textContent || "").replace(/\\s+/g, " ").trim();
}"""
#: What axe finds, and whether the page is wider than the window.
_FAULTS = """async (only) => {
  document.getAnimations().forEach((one) => one.finish());
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const rules = only.length ? {} : { "target-size": { enabled: true } };
  const runOnly = only.length ? { type: "rule", values: only } : tags;
  const all = await axe.run({ runOnly, rules, resultTypes: ["violations"], elementRef: true });
  // A text on the page is as large as it is printed; its field in the form does the same (WCAG 2.5.8).
  const isFault = (one) => (node) => one.id !== "target-size" || !node.element.closest(".box");
  const said = (nodes) => nodes.slice(0, 3).map((node) => node.html.slice(0, 90)).join(" ");
  const found = all.violations.map((one) => [one.help, one.nodes.filter(isFault(one))]);
  const faults = found.filter(([, nodes]) => nodes.length);
  const wide = document.documentElement.scrollWidth > innerWidth ? ["it is wider than its window"] : [];
  return [...wide, ...faults.map(([help, nodes]) => `${help}: ${said(nodes)}`)];
}"""


def with_fonts() -> dict[str, str]:
    """An environment in which other programs see the machine's fonts, which the engine hides."""
    return {name: value for name, value in os.environ.items() if not name.startswith("FONTCONFIG")}


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's browser. Where there is none tests are skipped, and fail with CI=true."""
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        missing = "No Chromium was found. Hint: sudo apt-get install chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu"], env=dict(with_fonts())
        )
        yield browser
        browser.close()


#: A window as tests find it, whatever the one before asked for.
_PLAIN = {"color_scheme": "light", "forced_colors": "none", "reduced_motion": "no-preference"}


def tidy(page: Page) -> None:
    """Leaves a window as a new one would be: to begin one costs as much as to open the studio in it."""
    others = [one for one in page.context.pages if one is not page]
    origins = {f"{at.scheme}://{at.netloc}" for one in (page, *others) if (at := urlsplit(one.url)).netloc}
    for one in others:
        one.close()
    page.unroute_all()
    page.goto("about:blank")
    page.emulate_media(**_PLAIN)  # type: ignore[arg-type]
    page.context.clear_cookies()
    browser = page.context.new_cdp_session(page)
    for origin in origins:
        browser.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
    browser.detach()


def address_of(server: StudioServer, view: str = "") -> str:
    """The address that opens a view of the page."""
    return f"http://127.0.0.1:{server.port}/{view}"


def enter(page: Page, server: StudioServer, view: str = "") -> Page:
    """Opens the page with the token, as the command has it opened, then a view of it."""
    page.set_default_timeout(PATIENCE)
    page.on("filechooser", lambda _: None)  # choosers are told from now on: one may open at the first key
    page.goto(address_of(server, f"#token={server.keys.token}"))
    page.locator("#form .head").wait_for(state="attached")
    if view:
        show(page, view)
    return page


def show(page: Page, view: str) -> None:
    """Goes to a view by its address."""
    page.evaluate("(view) => { location.hash = view }", view)


class Hands:
    """The keyboard, and nothing else."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @property
    def at(self) -> str:
        """What has the focus, by its name."""
        return str(self.page.evaluate(_NAMED))

    def to(self, name: str, back: bool = False) -> Hands:
        """Goes on with Tab until something whose name begins so has the focus."""
        passed = [self.at]
        for _ in range(_MOST):
            if passed[-1].startswith(name):
                return self
            self.page.keyboard.press("Shift+Tab" if back else "Tab")
            passed.append(self.at)
        raise AssertionError(f"no way by Tab to {name}; on it stood {list(dict.fromkeys(passed))}")

    def press(self, *keys: str) -> Hands:
        """Presses keys one after another."""
        for key in keys:
            self.page.keyboard.press(key)
        return self

    def write(self, words: str) -> Hands:
        """Writes over what the field holds."""
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.insert_text(words)
        return self

    def find(self, words: str, name: str) -> Hands:
        """Opens what a search finds."""
        self.page.evaluate("() => document.activeElement.blur()")
        self.to("Search everything").write(words)
        self.page.locator("#season [role=status]").wait_for()
        self.press("Tab").to(name).press("Enter")
        return self


def saved(page: Page) -> Locator:
    """What tells that all is written."""
    return page.locator(".state", has_text="Saved")


def faults_in(page: Page, *rules: str) -> list[str]:
    """What keeps people from using a page as it is now, as axe judges it by all its rules or by some."""
    page.emulate_media(reduced_motion="reduce")  # no color is judged on its way to another
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_AXE.read_text("utf-8"))
    return list(page.evaluate(_FAULTS, rules))
