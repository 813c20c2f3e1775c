"""How often a public form may be sent: by many behind one address, and about one person."""

import pytest

from domain import public_rations
from domain.errors import TooOften

pytestmark = pytest.mark.usefixtures("small_town")


def spend(of=1, address="park", what="register", **reached):
    public_rations.spend(what, of, address, **reached)


def test_a_hall_behind_one_address_gets_in_and_a_flood_does_not(monkeypatch):
    for n in range(60):
        spend(phone=f"138001{n:05d}")
    monkeypatch.setattr(public_rations, "OF_ADDRESS", 60)
    with pytest.raises(TooOften):
        spend(phone="13900190000")
    spend(address="elsewhere")
    spend(of=2)  # each activity by itself
    spend(what="book")


def test_one_number_or_address_is_tried_a_few_times_only_however_it_is_written():
    for n in range(public_rations.OF_PERSON):
        spend(address=f"a{n}", phone="138 0013 8000", email="Lin@example.com")
    for reached in (
        {"phone": "13800138000"},
        {"phone": "+8613800138000"},
        {"email": "lin@example.com "},
    ):
        with pytest.raises(TooOften):
            spend(address="new", **reached)
        spend(of=2, address="new", **reached)
    for _ in range(public_rations.OF_PERSON + 1):
        spend(phone="12", email="nobody")  # nobody's: refused for what it is
