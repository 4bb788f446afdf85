"""A real browser for tests: Debian's Chromium, driven by Playwright, over an application served as `serve` does."""

from __future__ import annotations

import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
PATIENCE = 30_000
"""Milliseconds that a test waits for a page: what Playwright itself waits for an address."""
ARTEFACTS = Path(__file__).parents[2] / "artefacts" / "page"


def chromium() -> str:
    """Return the browser to drive."""
    candidates = [os.environ.get("FUNDSTELLE_CHROMIUM", ""), "/usr/bin/chromium"]
    candidates += [shutil.which(name) or "" for name in ("chromium", "chromium-browser", "google-chrome")]
    found = next((path for path in candidates if path and Path(path).is_file()), None)
    if found is None:
        pytest.skip("no Chromium found; install Debian's chromium or name one in FUNDSTELLE_CHROMIUM")
    return found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield started
        started.close()


class Stage:
    """The application that the server shows: each test puts its own on."""

    application: Any = None

    def __call__(self, environ: Any, start_response: Any) -> Any:
        return self.application(environ, start_response)


@pytest.fixture(scope="module")
def stage() -> Iterator[tuple[Stage, str]]:
    """Serve on a free port, by the server that `fundstelle serve` uses."""
    from waitress.server import create_server

    shown = Stage()
    server = create_server(shown, host="127.0.0.1", port=0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield shown, f"http://127.0.0.1:{server.effective_port}"
    server.trigger.pull_trigger(server.close)
    thread.join(5)
    server.task_dispatcher.shutdown()


@pytest.fixture
def address(stage: tuple[Stage, str], client: Any) -> str:
    """Return where the application of the test is served."""
    shown, served_at = stage
    shown.application = client.application
    return served_at


@pytest.fixture
def open_page(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a page; complaints of the browser and foreign requests fail the test.

    What the pages look like at the end of a test is kept in ``artefacts/page``.
    """
    complaints: list[str] = []
    contexts = []

    def open_at(path: str, **options: Any) -> Page:
        context = browser.new_context(base_url=address, locale="de-DE", **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda asked: check(asked.url))
        page.goto(path)
        return page

    def check(url: str) -> None:
        if not url.startswith(address):
            complaints.append(f"request to {url}")

    yield open_at
    for number, context in enumerate(contexts):
        name = re.sub(r"\W+", "-", request.node.name.removeprefix("test_"))
        context.pages[0].screenshot(path=ARTEFACTS / f"{name}-{number}.png", full_page=True)
        context.close()
    assert [text for text in complaints if "status of 404" not in text] == []


def focused(page: Page) -> str:
    """Return the text of the element that has the focus."""
    text: str = page.evaluate("document.activeElement.textContent")
    return " ".join(text.split())


def tab_to(page: Page, label: str) -> None:
    """Press Tab until the focus is on *label*."""
    for _ in range(150):
        page.keyboard.press("Tab")
        if focused(page).startswith(label):
            return
    pytest.fail(f"{label} cannot be reached by keyboard")


def type_in_box(page: Page, text: str) -> None:
    """Type *text* in the search box as soon as it has the focus, which a new page gives it when it is first drawn."""
    page.wait_for_function("document.activeElement.id === 'q'")
    page.keyboard.type(text)


def wait_for_text(found: Locator, texts: str | re.Pattern[str] | list[str]) -> None:
    """Wait until the elements *found* say *texts*: a click returns before the page that it leads to is there."""
    from playwright.sync_api import expect

    expect(found).to_have_text(texts, timeout=PATIENCE)


def wait_for_total(page: Page, number: int) -> None:
    """Wait until the page says that there are *number* hits."""
    said = f"{number:,}".replace(",", ".")
    wait_for_text(page.get_by_role("status"), re.compile(rf"^\s*{re.escape(said)} Treffer"))
