"""The wall over HTTP: a page that needs no session, figures for who holds the token, and nothing else."""

from dataclasses import replace

import pytest

from db.engine import snapshot
from db.indicator_vocabulary import Indicator, WallView
from domain import clock, wall_links
from domain.command import perform
from domain.indicators import metric, rollups
from domain.indicators.reading import Scope
from domain.permissions import ENGINE
from domain.wall_links import Wishes
from tests import town, walls
from tests.infrastructure.waiting import until
from tests.town import FINANCE, ID, LONGWAN, LUCHENG

WALL = "/api/figures/wall"
HALL = Wishes("指挥中心")


def made(**changes):
    return perform(ID["leader"], wall_links.make, wishes=replace(HALL, **changes))


def ask(site, token=None, where=WALL, username=None, **headers):
    if token:
        headers["authorization"] = f"Bearer {token}"
    if username:
        headers["cookie"] = f"session={site.begin(username)}"
    with site.client(**headers) as client:
        return client.get(where)


def test_the_wall_is_told_the_figures_in_its_own_language(site):
    with walls.in_its_month():
        town.ask()
    until(lambda: not rollups.is_waiting())
    told = ask(site, made().token).json()
    english = ask(site, made(language="en").token).json()
    shown = walls.month_shown()
    with snapshot() as session:
        month = Scope(shown.first, shown.until)
        many = metric.metric(session, ENGINE, Indicator.RECEIVED, month).value
    for answer, name in ((told, "收到诉求"), (english, "Received")):
        card = next(each for each in answer["city"]["cards"] if each["key"] == "received")
        assert (card["name"], card["number"]) == (name, f"{many:,.0f}")
        assert [each["view"] for each in answer["views"]] == [each.value for each in WallView]
        assert answer["as_of"].endswith("+08:00")
    assert (told["language"], english["language"]) == ("zh", "en")


def test_an_unchanged_wall_costs_a_word_and_a_changed_one_is_told(site):
    until(lambda: not rollups.is_waiting())
    token = made().token

    def again(tag):
        return ask(site, token, **{"if-none-match": tag})

    tag = ask(site, token).headers["etag"]
    second = again(tag)
    if second.status_code == 200:  # a minute began between the two
        tag = second.headers["etag"]
        second = again(tag)
    assert (second.status_code, second.content) == (304, b"")
    town.ask()
    until(lambda: again(tag).status_code == 200)


def test_a_link_that_was_called_back_is_told_so_and_another_is_unknown(site):
    link = made()
    assert ask(site, link.token).status_code == 200
    perform(ID["leader"], wall_links.revoke, link.id)
    answer = ask(site, link.token)
    assert answer.status_code == 403
    assert answer.headers["content-type"] == "application/problem+json"
    assert "撤销" in answer.json()["detail"]
    assert "cards" not in answer.text
    assert ask(site, link.token, "/api/figures").status_code == 403
    assert ask(site, "nonsense").status_code == 401
    assert ask(site).status_code == 401


def test_a_wall_that_is_changed_follows_at_its_next_question(site):
    link = made()
    tag = ask(site, link.token).headers["etag"]
    other = replace(HALL, seconds=60, views=(WallView.LOAD,))
    perform(ID["leader"], wall_links.change, link.id, wishes=other)
    told = ask(site, link.token, **{"if-none-match": tag}).json()
    assert (told["seconds"], [each["view"] for each in told["views"]]) == (60, ["load"])


def test_the_token_opens_figures_but_none_of_single_units(site):
    token = made().token
    assert ask(site, token, "/api/figures?indicators=received&by=area").status_code == 200
    for query in ("by=unit", f"unit={FINANCE}"):
        assert ask(site, token, f"/api/figures?{query}").status_code == 403


@pytest.mark.parametrize(
    "where", ["/export/organisations.csv", "/files/1", "/metrics", "/api/figures/wall?link=1"]
)
def test_the_token_opens_nothing_else(site, where):
    answer = ask(site, made().token, where, **{"x-forwarded-for": "203.0.113.9"})
    if where.startswith(WALL):
        assert answer.json()["name"] == HALL.name  # its own, whatever number it names
    else:
        assert answer.status_code == 404


def test_a_wall_of_a_sub_platform_is_told_no_answers_of_this_month(site):
    cards = ask(site, made(area=LONGWAN).token).json()["city"]["cards"]
    satisfaction = next(each for each in cards if each["key"] == "satisfaction_rate")
    is_running = walls.month_shown().until == clock.now().date()
    told = (satisfaction["number"], satisfaction["unit"])
    assert told == (("", "公布后可见") if is_running else ("–", ""))
    told = ask(site, made(area=LUCHENG, language="en").token).json()
    assert told["place"] == "Lucheng"


@pytest.mark.parametrize(
    ("username", "status"), [("leader", 200), ("intake", 403), ("longwan", 403), ("valves", 403)]
)
def test_its_keepers_may_look_at_a_wall_beforehand(site, username, status):
    link = made()
    assert ask(site, None, f"{WALL}?link={link.id}", username).status_code == status


def test_a_preview_of_no_link_is_answered_with_a_sentence(site):
    link = made()
    perform(ID["leader"], wall_links.revoke, link.id)
    for query, status in (
        ("link=x", 400),
        ("", 400),
        (f"link={link.id}", 404),
        ("link=99999", 404),
    ):
        answer = ask(site, None, f"{WALL}?{query}", "leader")
        assert (answer.status_code, answer.json()["detail"][-1]) == (status, ".")


def test_the_page_asks_only_here_and_runs_no_script_but_ours(site):
    page = ask(site, None, "/wall/whatever")
    policy = page.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "unsafe" not in policy and "frame-ancestors 'none'" in policy
    assert page.headers["cache-control"] == "no-store"
    assert "<style" not in page.text and " style=" not in page.text
    assert page.text.count("<script") == page.text.count('<script type="module" src="/wall/files/')
    assert "http" not in page.text
    for name in ("wall.js", "views.js", "wall.css"):
        answer = ask(site, None, f"/wall/files/{name}")
        assert answer.status_code == 200
        again = ask(site, None, f"/wall/files/{name}", **{"if-none-match": answer.headers["etag"]})
        assert again.status_code == 304
    assert ask(site, None, "/wall/files/page.html").status_code == 404


def test_the_page_and_its_figures_are_of_one_release(site):
    page = ask(site, None, "/wall/whatever").text
    assert f'content="{ask(site, made().token).json()["version"]}"' in page


def test_no_token_is_written_down(site):
    token = made().token
    assert ask(site, None, f"/wall/{token}").status_code == 200
    ask(site, token)
    with open(site.log, encoding="utf-8") as log:
        written = log.read()
    assert "/wall/…" in written and token not in written


def test_a_screen_that_asks_is_seen(site):
    link = made()
    ask(site, link.token)
    with snapshot() as session:
        assert wall_links.by_id(session, link.id).last_seen_at is not None
