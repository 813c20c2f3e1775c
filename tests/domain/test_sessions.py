"""Signing in, and everything that ends it."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlmodel import select

from db.engine import snapshot, transaction
from db.models import SignInTicket, User, WebSession
from domain import accounts, clock, passwords, sessions, tokens
from domain.command import perform
from domain.errors import Missing, TooOften
from domain.sessions import Locked, WrongPassword
from tests.town import ID

PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch):
    monkeypatch.setattr(passwords, "ROUNDS", 4)
    passwords.decoy.cache_clear()
    yield
    passwords.decoy.cache_clear()


@pytest.fixture(autouse=True)
def town(small_town, quick_hashes):
    set_password("tax")


def set_password(username, password=PASSWORD):
    with transaction() as session:
        user = session.get_one(User, ID[username])
        user.password_hash = passwords.hashed(password, username="nobody")


def sign_in(username="tax", password=PASSWORD, address="desk"):
    return sessions.sign_in(username, password, address=address)


def signed_in(username="tax"):
    """The hash of a new session's secret."""
    return tokens.hashed(sessions.redeem(sign_in(username)))


def is_open(secret_hash):
    with snapshot() as session:
        return sessions.look(session, secret_hash, clock.now()) is not None


def later(**span):
    return clock.stopped(clock.now() + timedelta(**span))


def fail(times, username="tax", address="desk"):
    for _ in range(times):
        with pytest.raises(WrongPassword):
            sign_in(username, "wrong", address)


def test_the_right_password_gives_a_ticket_and_the_ticket_a_session():
    assert is_open(signed_in())


def test_neither_password_nor_ticket_nor_session_is_stored():
    ticket = sign_in()
    secret = sessions.redeem(ticket)
    second = sign_in()

    with snapshot() as session:
        stored = [row.secret_hash for row in session.exec(select(WebSession))]
        stored += [row.ticket_hash for row in session.exec(select(SignInTicket))]
    assert stored == [tokens.hashed(secret), tokens.hashed(second)]


def test_a_name_is_the_same_in_capitals_and_with_blanks():
    assert sign_in(" TAX ")


@pytest.mark.parametrize(("username", "password"), [("", PASSWORD), ("tax", "")])
def test_a_form_sent_half_empty_says_what_is_missing(username, password):
    with pytest.raises(Missing):
        sign_in(username, password)


def test_a_ticket_is_taken_once():
    ticket = sign_in()

    assert sessions.redeem(ticket)
    assert sessions.redeem(ticket) is None


def test_of_two_who_take_the_same_ticket_at_once_one_gets_a_session():
    ticket, together, taken = sign_in(), Barrier(2), []

    def take():
        together.wait()
        taken.append(sessions.redeem(ticket))

    takers = [Thread(target=take) for _ in range(2)]
    for taker in takers:
        taker.start()
    for taker in takers:
        taker.join()
    assert sorted(secret is None for secret in taken) == [False, True]


def test_a_ticket_lapses_after_half_a_minute():
    ticket = sign_in()

    with later(seconds=30):
        assert sessions.redeem(ticket) is None


def test_an_invented_ticket_opens_nothing():
    assert sessions.redeem("x" * 22) is None


def test_five_wrong_passwords_lock_the_account_for_a_quarter_of_an_hour():
    fail(5)

    with pytest.raises(Locked) as refusal:
        sign_in()
    assert refusal.value.values == {"minutes": 15}
    with later(minutes=16):
        assert sign_in()


def test_a_name_that_does_not_exist_is_locked_in_the_same_way():
    fail(5, username="nobody-here")

    with pytest.raises(Locked):
        sign_in("nobody-here")


def test_success_forgives_the_failures_before_it():
    fail(4)
    sign_in()
    fail(4)

    assert sign_in()


def test_guesses_made_at_once_are_all_counted():
    together, refused = Barrier(12), []

    def guess():
        together.wait()
        try:
            sign_in(password="wrong")
        except TooOften as refusal:
            refused.append(refusal)
        except WrongPassword:
            pass

    guessers = [Thread(target=guess) for _ in range(12)]
    for guesser in guessers:
        guesser.start()
    for guesser in guessers:
        guesser.join()
    assert len(refused) == 7


def test_one_address_cannot_try_many_names():
    for n in range(sessions.FAILURES_PER_ADDRESS):
        fail(1, username=f"name-{n}")

    with pytest.raises(TooOften):
        sign_in()
    assert sign_in(address="another desk")


def test_an_unknown_name_costs_one_comparison_like_a_known_one():
    compared = []

    def fits(password, password_hash):
        compared.append(password_hash[:7])
        return False

    for username in ("tax", "nobody-here", "valves"):  # known, unknown, without a password
        with pytest.raises(WrongPassword):
            sessions.sign_in(username, "wrong", address="desk", fits=fits)
    assert compared == ["$2b$04$"] * 3


def test_a_password_that_fits_the_decoy_opens_nothing():
    with pytest.raises(WrongPassword):
        sign_in("nobody-here", "nobody has this password")


@pytest.mark.parametrize("password", ["a" * 73, "汉" * 25])
def test_a_password_longer_than_bcrypt_reads_is_refused_before_it(password):
    with pytest.raises(passwords.PasswordTooLong):
        sessions.sign_in("tax", password, address="desk", fits=None)


def test_a_disabled_person_cannot_sign_in_and_is_out_at_once():
    here = signed_in()
    perform(ID["admin"], accounts.disable, ID["tax"])

    assert not is_open(here)
    with pytest.raises(WrongPassword):
        sign_in()


def test_a_ticket_given_before_being_disabled_opens_nothing():
    ticket = sign_in()
    perform(ID["admin"], accounts.disable, ID["tax"])
    perform(ID["admin"], accounts.enable, ID["tax"])

    assert sessions.redeem(ticket) is None


def test_signing_out_ends_this_session_only():
    here, there = signed_in(), signed_in()
    sessions.end(here)

    assert (is_open(here), is_open(there)) == (False, True)


def test_signing_out_everywhere_ends_all_of_them():
    both = [signed_in(), signed_in()]
    perform(ID["tax"], accounts.end_sessions, ID["tax"])

    assert [is_open(each) for each in both] == [False, False]
    assert is_open(signed_in())


def test_a_session_lapses_when_nobody_uses_it_for_eight_hours():
    here = signed_in()

    with later(hours=8):
        assert not is_open(here)


def test_a_session_in_use_goes_on():
    here = signed_in()
    with later(hours=7), snapshot() as session:
        found = sessions.look(session, here, clock.now())
    assert found.is_due
    with later(hours=7):
        sessions.note_use(found.session_id)

    with later(hours=14):
        assert is_open(here)


def test_no_session_lasts_longer_than_a_day():
    here = signed_in()
    for hours in (6, 12, 18, 23):
        with later(hours=hours), snapshot() as session:
            found = sessions.look(session, here, clock.now())
        with later(hours=hours):
            sessions.note_use(found.session_id)

    with later(hours=24):
        assert not is_open(here)


def test_use_does_not_bring_back_a_session_that_was_ended():
    here = signed_in()
    with snapshot() as session:
        found = sessions.look(session, here, clock.now())
    sessions.end(here)
    sessions.note_use(found.session_id)

    assert not is_open(here)


def test_what_lapsed_long_ago_is_deleted():
    sign_in()
    here = signed_in()

    with later(days=91):
        assert sessions.forget_old() == 2
    assert not is_open(here)
