"""The cookie, the ticket, and who may speak to the server: from outside, as an attacker would."""

import gzip

import pytest
from websockets.exceptions import InvalidStatus

from domain import accounts, sessions, tokens
from domain.command import perform
from tests.server.conftest import PASSWORD, post
from tests.town import ID


def ticket(username="tax"):
    return sessions.sign_in(username, PASSWORD, address="tests")


def opened(site, page="", **headers):
    with site.browser(**headers) as browser:
        return browser.open(page)


def is_signed_in(drawn, username="tax"):
    assert ("sign-in" in drawn) != (f'"{username}' in drawn or f"{username}" in drawn), drawn[
        -3000:
    ]
    return "sign-in" not in drawn


def test_a_ticket_is_exchanged_for_a_cookie_that_no_script_can_read(site):
    answer = post(site, "/session/begin", {"ticket": ticket()})

    cookie = answer.headers["set-cookie"]
    assert answer.status_code == 200
    assert cookie.startswith("session=") and "HttpOnly" in cookie and "SameSite=lax" in cookie
    assert "Secure" not in cookie


def test_under_tls_the_cookie_is_secure_and_bound_to_this_host(site):
    answer = post(site, "/session/begin", {"ticket": ticket()}, **{"x-forwarded-proto": "https"})

    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-session=") and "Secure" in cookie and "Path=/" in cookie
    assert answer.headers["strict-transport-security"]


def test_with_the_cookie_a_person_is_known(site):
    assert is_signed_in(opened(site, cookie=f"session={site.begin('tax')}"))


def test_without_a_cookie_nobody_is_known(site):
    assert not is_signed_in(opened(site))


def test_a_forged_cookie_opens_nothing(site):
    assert not is_signed_in(opened(site, cookie="session=" + "A" * 43))


def test_the_stored_hash_is_no_cookie(site):
    assert not is_signed_in(opened(site, cookie=f"session={tokens.hashed(site.begin('tax'))}"))


@pytest.mark.parametrize("name", ["X-Platform-Session", "x-platform-session"])
def test_the_header_by_which_the_server_tells_the_page_cannot_be_forged(site, name):
    stolen = tokens.hashed(site.begin("tax"))

    assert not is_signed_in(opened(site, **{name: stolen}))


def test_under_tls_only_the_bound_cookie_counts(site):
    planted = site.begin("tax")

    drawn = opened(site, cookie=f"session={planted}", **{"x-forwarded-proto": "https"})
    assert not is_signed_in(drawn)


def test_a_ticket_used_twice_is_refused(site):
    once = ticket()

    assert post(site, "/session/begin", {"ticket": once}).status_code == 200
    again = post(site, "/session/begin", {"ticket": once})
    assert again.status_code == 403 and "set-cookie" not in again.headers


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"sec-fetch-site": "", "origin": "https://evil.example"},
        {"sec-fetch-site": "", "origin": "null"},
        {"content-type": "text/plain"},
    ],
)
def test_another_site_can_neither_sign_a_browser_in_nor_out(site, headers):
    for path in ("/session/begin", "/session/end"):
        assert post(site, path, {"ticket": ticket()}, **headers).status_code in (403, 404)


def test_an_older_browser_is_known_by_its_origin(site):
    assert post(site, "/session/begin", {"ticket": ticket()}, **{"sec-fetch-site": ""}).is_success


@pytest.mark.parametrize("body", [{}, {"ticket": 7}, {"ticket": None}, ["ticket"]])
def test_an_unclear_request_is_refused(site, body):
    assert post(site, "/session/begin", body).status_code == 400


def test_a_large_request_is_refused(site):
    assert post(site, "/session/begin", {"ticket": "x" * 2000}).status_code == 413


def test_a_link_cannot_sign_anybody_in(site):
    with site.client() as client:
        answer = client.get("/session/begin", params={"ticket": ticket()})
    assert "set-cookie" not in answer.headers and answer.status_code in (404, 405)


@pytest.mark.parametrize("goal", ["https://evil.example", "//evil.example", "/\\evil.example"])
def test_no_address_leads_away_from_the_site(site, goal):
    """Signing in ends where it began: there is nothing to say where to go next, so nothing to forge."""
    begun = post(site, "/session/begin?next=" + goal, {"ticket": ticket(), "next": goal})
    ended = post(site, "/session/end?next=" + goal, {"next": goal})
    with site.client() as client:
        page = client.get("/", params={"next": goal})
    for answer in (begun, ended, page):
        assert answer.status_code == 200
        assert "location" not in answer.headers and "evil" not in answer.text


def test_signing_out_ends_the_session_and_takes_the_cookie(site):
    secret = site.begin("tax")
    answer = post(site, "/session/end", {}, cookie=f"session={secret}")

    assert 'session=""' in answer.headers["set-cookie"]
    assert not is_signed_in(opened(site, cookie=f"session={secret}"))


def test_a_page_of_another_site_cannot_connect_through_a_persons_browser(site):
    from websockets.sync.client import connect

    address = site.address.replace("http", "ws") + "/_stcore/stream"
    with pytest.raises(InvalidStatus):
        connect(
            address,
            origin="https://evil.example",
            additional_headers={"cookie": f"session={site.begin('tax')}"},
        )


def test_a_fragment_that_ticks_notices_that_its_session_was_ended(site):
    with site.browser(cookie=f"session={site.begin('shoes')}") as browser:
        browser.open("account")
        ticking = browser.fragments[-1]
        assert "sign-in" not in browser.open("account", fragment=ticking)
        perform(ID["admin"], accounts.end_sessions, ID["shoes"])
        browser.open("account", fragment=ticking)

        assert "sign-in" in browser.drawn()


def test_a_disabled_person_loses_an_open_page(site):
    with site.browser(cookie=f"session={site.begin('lucheng')}") as browser:
        assert is_signed_in(browser.open(), "lucheng")
        perform(ID["admin"], accounts.disable, ID["lucheng"])
        assert not is_signed_in(browser.open(), "lucheng")


def test_a_page_for_other_roles_answers_with_a_sentence(site):
    drawn = opened(site, "users", cookie=f"session={site.begin('tax')}; platform_language=en")
    assert "This page is for other roles than yours" in drawn
    assert "valves" not in drawn


def test_the_log_names_people_by_number_and_keeps_no_secrets(site):
    secret = site.begin("tax")
    opened(site, cookie=f"session={secret}")
    with site.client() as client:
        client.get("/welcome", params={"token": "very-secret-token"})
        client.get("/healthz")  # when this one is answered, the one before has been written down

    with open(site.log, encoding="utf-8") as log:
        said = log.read()
    assert secret not in said and tokens.hashed(secret) not in said
    assert "very-secret-token" not in said and PASSWORD not in said
    assert '"path": "/welcome"' in said


def test_the_compressed_page_is_the_page(site):
    with site.client(**{"accept-encoding": "identity"}) as client:
        plain = client.get("/").content
    with site.client(**{"accept-encoding": "gzip"}) as client, client.stream("GET", "/") as answer:
        packed = b"".join(answer.iter_raw())
    assert gzip.decompress(packed) == plain
