"""A server that plays the three providers."""

import pytest

from db import engine
from domain.indicators import building
from tests.infrastructure import bot_provider


@pytest.fixture
def called(monkeypatch):
    """The provider; on whichever database the test has asked for."""
    with bot_provider.provider() as found:
        monkeypatch.setenv("PLATFORM_BOT_ORIGINS", f"https://im.gov.example, {found.origin}")
        monkeypatch.setenv("PLATFORM_PUBLIC_URL", "https://platform.example")
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        engine.forget()
        yield found


@pytest.fixture
def provider(small_town_on_sqlite, called):
    engine.forget()
    building.keep_up()
    return called
