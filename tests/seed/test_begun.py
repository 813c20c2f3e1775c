"""A demo year that was cut off half-way is told from a complete one, and lived anew."""

import pytest

from db.engine import is_sqlite, snapshot
from db.models import User
from launch import database as database_at_start
from launch.saying import Stop
from seed import begun, main, year


class Cut(Exception):
    """As if the process had been killed."""


def test_a_first_run_that_was_cut_off_is_marked(database, monkeypatch):
    def cut(*_, **__):
        raise Cut

    assert not begun.is_half_done()
    monkeypatch.setattr(year, "live", cut)
    with pytest.raises(Cut):
        main.first_run(language="en")
    assert main.is_laid() and begun.is_half_done()
    if is_sqlite():
        database_at_start.start_over()
        assert not main.is_laid() and not begun.is_half_done()
    else:
        with pytest.raises(Stop, match="please empty it"):
            database_at_start.start_over()


def test_one_that_came_to_its_end_is_not(sqlite, monkeypatch):
    monkeypatch.setattr(year, "live", lambda *_, **__: None)
    main.first_run(language="en", size=main.Size(turns=0))
    assert main.is_laid() and not begun.is_half_done()
    with snapshot() as session:
        assert session.get(User, 1).password_hash
