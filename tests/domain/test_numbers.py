"""Keys that are drawn: eight digits, none twice, whatever chance says."""

from datetime import date

import pytest
from sqlmodel import select

from db.engine import snapshot
from db.models import TechnicalNeed
from domain import numbers
from tests import laboratory

pytestmark = pytest.mark.usefixtures("small_town")


class Lots:
    """A chance that is known beforehand."""

    def __init__(self, *lots: int) -> None:
        self.lots = list(lots)

    def randint(self, least: int, most: int) -> int:
        assert least <= self.lots[0] <= most
        return self.lots.pop(0)


@pytest.fixture
def lots(monkeypatch):
    return lambda *given: monkeypatch.setattr(numbers, "CHANCE", Lots(*given))


def test_a_key_that_is_taken_is_drawn_again(lots):
    lots(30_000_000, 30_000_000, 20_000_000)
    made = [laboratory.need(is_published=False) for _ in range(2)]
    assert made == [30_000_000, 20_000_000]
    with snapshot() as session:
        told = session.exec(select(TechnicalNeed.number).order_by(TechnicalNeed.id)).all()
    assert [each.partition("-")[2] for each in told] == ["20000000", "30000000"]


def test_of_many_that_are_drawn_together_none_is_drawn_twice(lots):
    lots(10_000_000, 10_000_000, 99_999_999, 10_000_000, 50_000_000)
    with snapshot() as session:
        keys = numbers.drawn_many(session, TechnicalNeed, 3)
    assert sorted(keys) == [10_000_000, 50_000_000, 99_999_999]


def test_a_number_is_read_by_its_kind_year_and_key():
    assert numbers.written("R", date(2026, 12, 1), 48301749) == "R2026-48301749"
