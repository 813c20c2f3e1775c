"""What every response carries, what is shown to nobody, and that each route has its gate."""

import base64
import hashlib
import re

import pytest

from server import asgi, static_files

PATHS = [
    "/",
    "/board",
    "/healthz",
    "/readyz",
    "/metrics",
    "/_stcore/health",
    "/manifest.json",
    "/_stcore/metrics",
]


def get(site, path, **headers):
    with site.client(**headers) as client:
        return client.get(path)


@pytest.mark.parametrize("path", PATHS)
def test_every_response_carries_the_security_headers(site, path):
    headers = get(site, path).headers

    policy = headers["content-security-policy"]
    for rule in (
        "default-src 'self'",
        "object-src 'none'",
        "frame-ancestors 'self'",
        "base-uri 'self'",
    ):
        assert rule in policy
    assert "unsafe-eval" not in policy and "http:" not in policy and "*" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "camera=(self), microphone=()" in headers["permissions-policy"]
    assert "strict-transport-security" not in headers


def test_the_policy_names_the_pages_own_script_by_its_hash(site):
    answer = get(site, "/")
    scripts = re.findall(r"<script>(.*?)</script>", answer.text, re.DOTALL)

    assert scripts
    for script in scripts:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in answer.headers["content-security-policy"]


def test_under_tls_the_browser_is_told_to_stay_there(site):
    assert get(site, "/", **{"x-forwarded-proto": "https"}).headers["strict-transport-security"]


@pytest.mark.parametrize(
    "path",
    [
        "/_stcore/metrics",
        "/_stcore/script-health-check",
        "/_stcore/agent/interact",
        "/_stcore/agent/openapi.json",
    ],
)
def test_streamlits_own_workings_are_shown_to_nobody(site, path):
    assert get(site, path).status_code == 404


def test_every_route_of_our_own_has_a_gate_or_is_meant_for_everybody():
    open_to_all = {
        "/healthz",
        "/readyz",
        "/api/figures/definitions",
        "/wall/{token}",  # a page without any figure: these are told to who shows the token
        "/wall/preview/{number:int}",
        "/wall/files/{name}",
        "/unsubscribe/{token}",  # the token is the right; see test_unsubscribing.py
    }
    asks_itself = {
        "/files/bulletin/{bulletin:int}.{ending:str}",  # who reads it; see test_bulletin_route.py
        "/files/activity/{file:int}",  # who may see the activity; see test_files.py
        "/files/contest/{file:int}",  # an address that is signed for minutes
        "/files/match/{file:int}",  # who may have a match's file; see test_files.py
        "/files/{attachment:int}",  # who may see the demand; see test_files.py
        "/export/organisations.{kind:str}",  # who keeps the directory; see test_export_route.py
    }
    gated = {
        route.path
        for route in asgi.ROUTES
        if "gated" in getattr(route.endpoint, "__qualname__", "")
    }
    assert {route.path for route in asgi.ROUTES} - gated == open_to_all | asks_itself


def test_no_route_of_our_own_is_taken_for_a_page():
    taken = [r.path for r in asgi.ROUTES if not static_files.NOT_A_PAGE.match(r.path)]
    assert taken == []


@pytest.mark.parametrize(
    ("headers", "tag"),
    [
        ({"accept-language": "zh-CN,zh;q=0.9"}, "zh-CN"),
        ({"accept-language": "en-US,en;q=0.9"}, "en-GB"),
        ({"accept-language": "fr-FR"}, "zh-CN"),
        ({"accept-language": "zh-CN", "cookie": "platform_language=en"}, "en-GB"),
        ({"accept-language": "zh-CN", "cookie": "platform_language=%22%3E"}, "zh-CN"),
    ],
)
def test_the_page_says_its_language(site, headers, tag):
    answer = get(site, "/", **headers)

    assert f'<html lang="{tag}">' in answer.text
    assert answer.headers["content-language"] == tag


def test_the_page_is_fetched_again_only_when_it_has_changed(site):
    etag = get(site, "/").headers["etag"]

    assert get(site, "/", **{"if-none-match": etag}).status_code == 304


def test_scripts_leave_compressed_and_are_kept_for_ever(site):
    names = re.findall(r'(?:src|href)="\./(static/[^"]+\.(?:js|css))"', get(site, "/").text)
    assert names
    with site.client(**{"accept-encoding": "gzip"}) as client:
        for name in names:
            answer = client.get(f"/{name}")
            assert answer.headers["content-encoding"] == "gzip"
            assert "immutable" in answer.headers["cache-control"]
            again = client.get(f"/{name}", headers={"if-none-match": answer.headers["etag"]})
            assert again.status_code == 304


@pytest.mark.parametrize(
    "path", ["/static/../../app.py", "/static/%2e%2e/%2e%2e/app.py", "/static//etc/passwd"]
)
def test_no_path_leads_out_of_the_folder(site, path):
    assert "import" not in get(site, path).text


def test_readiness_names_what_holds(site):
    answer = get(site, "/readyz")

    assert answer.status_code == 200
    assert answer.json() == {
        "database": True,
        "migrations": True,
        "disk_writable": True,
        "disk_space": True,
    }


def test_figures_are_shown_to_the_machine_itself_only(site):
    site.begin("tax")
    figures = get(site, "/metrics")

    assert re.search(r"platform_sessions_open [1-9]", figures.text)
    assert "platform_database_up 1.0" in figures.text
    assert "platform_requests_total" in figures.text
    for told_by_a_proxy in ("x-forwarded-for", "x-forwarded-proto", "forwarded"):
        assert get(site, "/metrics", **{told_by_a_proxy: "203.0.113.7"}).status_code == 404


def test_nothing_said_by_a_client_becomes_a_series_of_figures(site):
    get(site, "/made-up-path-of-a-scanner")

    assert "scanner" not in get(site, "/metrics").text


def test_every_request_is_logged_under_the_number_that_its_answer_bears(site):
    number = get(site, "/board").headers["x-request-id"]
    get(site, "/healthz")  # answered after the first was written down

    with open(site.log, encoding="utf-8") as log:
        assert f'"request": "{number}"' in log.read()
