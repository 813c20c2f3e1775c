"""Codes, numbers and addresses as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Refused
from domain.identifiers import (
    WrongCheckDigit,
    WrongCreditCode,
    WrongEmail,
    WrongPhone,
    credit_code,
    dialled,
    email,
    is_mobile,
    mask_phone,
    phone,
    with_check_digit,
)

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
bodies = st.tuples(st.sampled_from(ALPHABET[1:]), st.text(ALPHABET, min_size=16, max_size=16)).map(
    "".join
)
LISTED = "91350100M000100Y43"  # the worked example of GB 32100-2015


def test_the_example_of_the_standard_holds():
    assert credit_code(LISTED) == LISTED
    assert with_check_digit(LISTED[:17]) == LISTED


def test_a_code_is_kept_in_capitals_without_gaps():
    assert credit_code(" 91350100 m000100y-43 ") == LISTED
    assert credit_code("９１３５０１００M000100Y43") == LISTED


@given(bodies)
def test_every_body_has_one_check_digit_and_letters_may_lead(body):
    whole = with_check_digit(body)
    assert credit_code(whole) == whole
    for other in ALPHABET.replace(whole[-1], ""):
        with pytest.raises(WrongCheckDigit):
            credit_code(body + other)


@given(bodies, st.integers(0, 16), st.sampled_from(ALPHABET[1:]))
def test_one_mistyped_character_is_always_noticed(body, place, typed):
    whole = with_check_digit(body)
    wrong = whole[:place] + typed + whole[place + 1 :]
    if wrong != whole:
        with pytest.raises(WrongCheckDigit):
            credit_code(wrong)


@pytest.mark.parametrize(
    "typed",
    ["", "9135", LISTED + "0", LISTED.replace("M", "I"), "0" * 18, "温州" * 9, "9" * 10_000, "'--"],
)
def test_what_has_not_the_shape_of_a_code_is_refused(typed):
    with pytest.raises(WrongCreditCode):
        credit_code(typed)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("13812345678", "+8613812345678"),
        ("138 1234-5678", "+8613812345678"),
        ("+86 138 1234 5678", "+8613812345678"),
        ("0086 13812345678", "+8613812345678"),
        ("１３８１２３４５６７８", "+8613812345678"),
        ("0577-88886666", "+8657788886666"),
        ("(0577) 8888 6666", "+8657788886666"),
        ("88886666", "+8657788886666"),
        ("0577-88886666-801", "+8657788886666x801"),
        ("0577-88886666转801", "+8657788886666x801"),
        ("0571 8765 4321", "+8657187654321"),
        ("400-123-4567", "+864001234567"),
        ("+1 650 253 0000", "+16502530000"),
        ("96871", "96871"),
        ("12345", "12345"),
        ("95588", "95588"),
    ],
)
def test_a_number_is_kept_in_one_form_however_it_is_typed(typed, kept):
    assert phone(typed) == kept
    assert phone(kept) == kept


@pytest.mark.parametrize(
    "typed",
    ["", "1381234567", "138123456789", "12812345678", "0577-8888666", "abc", "1' OR 1=1", "+",
     "123", "110", "99999", "13812345678 or 13812345679", "1" * 10_000],
)  # fmt: skip
def test_what_nobody_can_dial_is_refused(typed):
    with pytest.raises(WrongPhone):
        phone(typed)


@pytest.mark.parametrize(
    ("kept", "shown", "masked"),
    [
        ("+8613812345678", "13812345678", "138****5678"),
        ("+8657788886666", "0577-88886666", "0577-****6666"),
        ("+8657788886666x801", "0577-88886666-801", "0577-****6666"),
        ("+861088886666", "010-88886666", "010-****6666"),
        ("+16502530000", "+16502530000", "+16*****0000"),
        ("96871", "96871", "96871"),
        ("", "", ""),
    ],
)
def test_a_kept_number_is_shown_as_dialled_and_masked_for_others(kept, shown, masked):
    assert dialled(kept) == shown
    assert mask_phone(kept) == masked


@given(st.text(max_size=40))
def test_whatever_is_typed_for_a_number_is_kept_or_refused(typed):
    for read in (phone, credit_code, email):
        try:
            assert read(read(typed)) == read(typed)
        except Refused as refused:
            assert str(refused)


def test_an_address_is_kept_in_lower_case():
    assert email("  Lin.Wei+qy@Example.COM ") == "lin.wei+qy@example.com"
    assert email("office@mail.wenzhou.gov.cn") == "office@mail.wenzhou.gov.cn"


@pytest.mark.parametrize(
    "typed",
    ["", "lin", "lin@", "@example.com", "lin@example", "a b@example.com", "lin@-example.com",
     "lin@example.com\nBcc: all@example.com", "Lin <lin@example.com>", "a..b@example.com",
     ".a@example.com", "林@example.com", "a@b@example.com", "a" * 65 + "@example.com",
     "a@" + "b" * 64 + ".com", "a@" + "bcd." * 70 + "com"],
)  # fmt: skip
def test_what_is_no_address_is_refused(typed):
    with pytest.raises(WrongEmail):
        email(typed)


@pytest.mark.parametrize(
    ("number", "is_one"),
    [
        ("+8613857700001", True),
        ("+8657788886666", False),
        ("+8657788886666x801", False),
        ("96871", False),
        ("", False),
        ("nonsense", False),
    ],
)
def test_a_mobile_number_is_told_from_an_office_s(number, is_one):
    assert is_mobile(number) is is_one
