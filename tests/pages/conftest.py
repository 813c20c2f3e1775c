"""A time that was lived, for the pages that tell of it."""

from datetime import datetime

import pytest

from domain import clock


@pytest.fixture
def lived(monkeypatch, lived_town) -> datetime:
    """A random history whose end is now."""
    at = lived_town(12, 160)
    monkeypatch.setattr(clock, "now", lambda: at)
    return at
