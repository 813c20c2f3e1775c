"""Visiting cards keep to RFC 6350, whatever a name holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.vcards import Card, written

FULL = Card(
    7,
    "瓯信律师事务所",
    phone="+8657788886666x801",
    email="info@ouxin.cn",
    address="车站大道1号, 3楼; A座",
    area="鹿城区",
    website="https://ouxin.cn",
)


def lines(card):
    """The lines as a reader unfolds them (RFC 6350, 3.2)."""
    return written(card).replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def value(card, name):
    return next(line.partition(":")[2] for line in lines(card) if line.startswith(name))


def unescaped(text):
    found, rest = "", iter(text)
    for sign in rest:
        found += {"n": "\n"}.get(after := next(rest), after) if sign == "\\" else sign
    return found


def test_a_card_begins_and_ends_and_names_its_version_first():
    told = lines(FULL)
    assert told[:2] == ["BEGIN:VCARD", "VERSION:4.0"]
    assert told[-1] == "END:VCARD"
    assert written(FULL).endswith("END:VCARD\r\n")


def test_an_organisation_is_one_and_a_person_belongs_to_it():
    assert value(FULL, "KIND") == "org"
    person = Card(7, "瓯信律师事务所", person="林晓")
    assert (value(person, "KIND"), value(person, "FN")) == ("individual", "林晓")
    assert value(person, "ORG") == "瓯信律师事务所"


@pytest.mark.parametrize(
    ("kept", "told"),
    [
        ("+8657788886666x801", "tel:+8657788886666;ext=801"),
        ("+8613857700001", "tel:+8613857700001"),
        ("96871", "tel:96871;phone-context=+86"),
    ],
)
def test_a_number_is_written_to_be_dialled(kept, told):
    assert value(Card(1, "a", phone=kept), "TEL") == told


def test_signs_that_part_values_stay_within_theirs():
    assert value(FULL, "ADR") == ";;车站大道1号\\, 3楼\\; A座;鹿城区;;;"


@given(st.text(max_size=200))
def test_any_name_comes_back_from_lines_of_75_octets(name):
    card = Card(1, name)
    for line in written(card).split("\r\n"):
        assert len(line.encode()) <= 75
    told = lines(card)
    assert len(told) == 7
    seen = "".join(
        each
        for each in name.replace("\r\n", "\n").replace("\r", "\n")
        if each.isprintable() or each == "\n"
    )
    assert unescaped(value(card, "FN")) == seen


def test_the_same_organisation_is_the_same_contact_and_another_is_not():
    assert value(FULL, "UID") == value(Card(7, "renamed"), "UID")
    assert value(FULL, "UID") != value(Card(8, "renamed"), "UID")
