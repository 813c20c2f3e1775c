"""Journeys: the platform as people have it, served, in real browsers of their own."""

import os
from dataclasses import dataclass

import bcrypt
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlmodel import update

from db import engine
from db.engine import transaction
from db.models import User
from domain import sessions
from tests.infrastructure import databases

PASSWORD = "journeys-of-one-town"
PATIENCE = 30_000  # milliseconds; on a busy machine a page may take its time

expect.set_options(timeout=PATIENCE)


@dataclass
class Platform:
    """A served platform with the small town in it."""

    address: str
    chromium: Browser
    contexts: list[BrowserContext]

    def visitor(
        self,
        *,
        language: str = "zh-CN",
        width: int = 1360,
        height: int = 900,
        scheme: str = "light",
    ) -> Page:
        """A new browser of its own, with nobody signed in; `scheme`: whether it likes pages light or dark."""
        context = self.chromium.new_context(
            locale=language,
            timezone_id="Asia/Shanghai",
            viewport={"width": width, "height": height},
            color_scheme=scheme,
        )
        context.set_default_timeout(PATIENCE)
        self.contexts.append(context)
        return context.new_page()

    def signed_in(self, username: str, path: str = "/", **kind) -> Page:
        """A new browser in which somebody is signed in already, on the page asked for."""
        page = self.visitor(**kind)
        secret = sessions.redeem(sessions.sign_in(username, PASSWORD, address="journeys"))
        page.context.add_cookies([{"name": "session", "value": secret, "url": self.address}])
        page.goto(self.address + path)
        page.get_by_test_id("stMain").wait_for()
        return page


def sign_in(page: Page, username: str, password: str = PASSWORD) -> None:
    page.locator("input[type=password]").wait_for()
    page.locator("input[type=text]").first.fill(username)
    page.locator("input[type=password]").fill(password)
    page.locator("input[type=password]").press("Enter")
    page.locator("input[type=password]").wait_for(state="detached")
    page.get_by_test_id("stMain").wait_for()


@pytest.fixture
def platform(sqlite_town, tmp_path, monkeypatch, chromium, original):
    """The small town, served from a database of its own; everybody has the same password."""
    monkeypatch.setenv("PLATFORM_VAR", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", databases.copied(sqlite_town, tmp_path))
    engine.forget()
    hashed = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).decode()
    with transaction() as session:
        session.exec(update(User).values(password_hash=hashed))
    told = {name: os.environ[name] for name in ("PLATFORM_VAR", "DATABASE_URL")}
    with original.served(told, tmp_path / "server.log") as address:
        running = Platform(address, chromium, [])
        yield running
        for context in running.contexts:
            context.close()
    engine.forget()
