"""A real browser on a real server: Debian's Chromium, the real index, loopback only.

Every page that a test opens is watched: at the end of the test, no error may have come to its
console and no request may have left the server's origin.
"""

import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from api.app import create_app
from assistant.settings import Settings

HERE = Path(__file__).parent
MISSING = (
    "pas de Chromium sur cette machine, les pages ne sont pas essayées : apt-get install chromium"
)
WAIT = 8_000
SLOW = 20_000


class Opener(Protocol):
    """Opens a watched page; `expected` is a word of the console errors that the test provokes on
    purpose (a status, say).
    """

    def __call__(
        self,
        *,
        width: int = 1280,
        height: int = 900,
        script: bool = True,
        dark: bool = False,
        expected: str = "",
    ) -> Page: ...


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests come last: Playwright keeps an event loop running, in which no asynchronous
    test could start.
    """
    items.sort(key=lambda item: HERE in item.path.parents)


@pytest.fixture(scope="session")
def site(built: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real server on the real index; its data folder is its own, so that it may
    write there.
    """
    data = tmp_path_factory.mktemp("site") / "data"
    shutil.copytree(built.data, data)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    app = create_app(built.model_copy(update={"data": data, "vectors": "exact"}))
    served = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning"))
    thread = threading.Thread(target=served.run, daemon=True)
    thread.start()
    end = time.monotonic() + 60
    while not served.started:
        assert thread.is_alive() and time.monotonic() < end, "the server did not start"
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    served.should_exit = True
    thread.join(20)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, or a skip that says how to install it; with CPOM_BROWSER=required its absence is a
    failure.
    """
    path = (
        shutil.which("chromium")
        or shutil.which("chromium-browser")
        or shutil.which("google-chrome")
    )
    if path is None:
        (pytest.fail if os.environ.get("CPOM_BROWSER") == "required" else pytest.skip)(MISSING)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu"]
        )
        yield opened
        opened.close()


@pytest.fixture
def open_page(browser: Browser, site: str) -> Iterator[Opener]:
    """Opens pages, each in a browser session of its own; `page.goto("/sources")` is enough."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def opened(
        *,
        width: int = 1280,
        height: int = 900,
        script: bool = True,
        dark: bool = False,
        expected: str = "",
    ) -> Page:
        context = browser.new_context(
            base_url=site,
            locale="fr-FR",
            viewport={"width": width, "height": height},
            java_script_enabled=script,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            accept_downloads=True,
        )
        context.set_default_timeout(SLOW if os.environ.get("CI") else WAIT)
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site)
        contexts.append(context)
        page = context.new_page()
        _watch(page, urlsplit(site).netloc, faults, expected)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert faults == []


def _watch(page: Page, origin: str, faults: list[str], expected: str) -> None:
    page.on("pageerror", lambda error: faults.append(f"script : {error}"))
    page.on(
        "console",
        lambda said: (
            faults.append(f"console : {said.text}")
            if said.type == "error" and not (expected and expected in said.text)
            else None
        ),
    )
    page.on(
        "request",
        lambda sent: (
            faults.append(f"dehors : {sent.url}")
            if sent.url.startswith(("http", "ws")) and urlsplit(sent.url).netloc != origin
            else None
        ),
    )


@pytest.fixture
def page(open_page: Opener) -> Page:
    """A desktop page with JavaScript."""
    return open_page()


@pytest.fixture
def plain(open_page: Opener) -> Page:
    """A desktop page without JavaScript."""
    return open_page(script=False)


@pytest.fixture
def phone(open_page: Opener) -> Page:
    """A page 320 pixels wide, with JavaScript."""
    return open_page(width=320, height=640)
