"""The desk on a real port of loopback, and a Chromium in which somebody is logged in."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, sync_playwright

from console.desk.context import Desk
from console.desk.security.csrf import HEADER
from console.desk.security.visitor import cookie_name, csrf_of
from leads_db.records.account import Role
from tests.conftest import CHROMIUM
from tests.console.desk.conftest import new_session

QUIET = ["--disable-gpu", "--disable-background-networking", "--disable-component-update", "--no-first-run"]


@dataclass(frozen=True)
class Served:
    """A desk that listens."""

    address: str
    desk: Desk


@contextmanager
def serve(app: FastAPI) -> Iterator[Served]:
    """Listen on a free port of loopback while the block runs."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        yield Served(f"http://127.0.0.1:{listening.getsockname()[1]}", app.state.desk)
        server.should_exit = True
        thread.join()


@contextmanager
def chromium() -> Iterator[Browser]:
    """The machine's own Chromium without a screen."""
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox", *QUIET])
        yield opened
        opened.close()


def signed_in_page(browser: Browser, served: Served, *roles: Role, bureau: str | None = None) -> Page:
    """A page of a fresh browser context at 1366 × 768 in which somebody new with `roles` is logged in."""
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    token = new_session(served.desk, *roles, bureau=bureau)
    context.add_cookies([{"name": cookie_name(served.desk), "value": token, "url": served.address}])
    return context.new_page()


def choose(page: Page, served: Served, **choices: str) -> None:
    """Keep choices of the page 设置 with the account that is logged in: language, large, shortcuts."""
    token = next(one["value"] for one in page.context.cookies() if one["name"] == cookie_name(served.desk))
    answer = page.request.post(f"{served.address}/preferences", form=choices, headers={HEADER: csrf_of(token)})
    assert answer.ok
