"""Every event that a demand can have is told as one sentence, in both languages."""

import ast
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from components import moments, story, texts
from domain import clock
from domain.clock import LOCAL

ROOT = Path(__file__).parents[2]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
AT = datetime(2026, 11, 2, 10, 0, tzinfo=LOCAL)

CLASSES = {
    "type": "request",
    "field": "financing",
    "area": "330303",
    "timeliness": "ordinary",
    "level": "county",
}
SAID = {
    "submitted": {"channel": "hotline", "area": "330303"},
    "accepted": CLASSES,
    "classified": CLASSES,
    "declined": {"reason": "before_a_court", "text": "…"},
    "merged": {"into": "2026-000001", "into_id": 1},
    "merged_here": {"number": "2026-000002", "demand_id": 2},
    "dispatched": {"unit_id": 5, "unit": "市税务局", "reason": ""},
    "return_asked": {"text": "…"},
    "return_ruled": {"unit_id": 5, "unit": "市税务局", "text": "…"},
    "signed": {},
    "handed_over": {"handler_id": 3, "handler": "陈立"},
    "contacted": {"text": "…"},
    "noted": {"text": "…", "for_enterprise": False},
    "asked": {"text": "…", "until": "2026-11-06"},
    "supplemented": {"text": "…"},
    "resumed": {},
    "replied": {"text": "…", "code": "solved"},
    "sent_back": {"text": "…"},
    "approved": {"text": "…", "code": "solved"},
    "survey_link_given": {},
    "evaluated": {
        "contacted_in_time": True,
        "solved": "partly",
        "satisfaction": "satisfied",
        "comment": "谢谢",
    },
    "survey_expired": {},
    "survey_frozen": {"drawn": False, "code": "solved"},
    "visited": {"result": "not_reached", "text": "…", "attempts": 2},
    "redone": {"text": "…", "round": 2, "level": "city"},
    "closed": {"code": "solved"},
    "withdrawn": {"text": "…"},
    "attached": {"name": "合同.pdf", "size": 3, "for_enterprise": True},
    "took_back_file": {"name": "合同.pdf", "for_enterprise": True},
}
OF_DEMANDS = ("demands", "work_orders", "replies", "surveys", "return_visits", "attachments")


def recorded():
    """Every action that the commands on demands record."""
    for module in OF_DEMANDS:
        tree = ast.parse((ROOT / "domain" / f"{module}.py").read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "record":
                yield node.args[0].value


@pytest.fixture(params=["zh", "en"])
def language(request, monkeypatch):
    monkeypatch.setattr(texts, "language", lambda: request.param)
    monkeypatch.setattr(moments, "t", texts.t)
    with clock.stopped(AT):
        yield request.param


def test_every_event_of_a_demand_is_told():
    assert set(recorded()) == set(SAID)


@pytest.mark.parametrize("action", SAID)
def test_an_event_is_one_sentence_in_the_readers_language(language, action):
    told = story.sentence(action, SAID[action], actor="Lin Xiao", unit="Tax Bureau")
    ours = told.replace("陈立", "").replace("合同", "")
    assert told.rstrip()[-1] in ".。:："
    assert bool(CHINESE.search(ours)) is (language == "zh")
    assert "{" not in told and "_" not in told


@pytest.mark.parametrize("action", SAID)
def test_what_a_reader_may_not_know_can_be_left_out(language, action):
    """Words that people wrote are not part of the sentence."""
    kept = {name: value for name, value in SAID[action].items() if name not in ("text", "comment")}
    assert story.sentence(action, kept, actor="A") == story.sentence(
        action, SAID[action], actor="A"
    )


def test_a_dispatch_tells_its_limits(language):
    told = story.sentence(
        "dispatched",
        SAID["dispatched"],
        actor="Lin Xiao",
        unit="Tax Bureau",
        sign_by=datetime(2026, 11, 2, 14, 30, tzinfo=LOCAL),
        close_by=datetime(2026, 11, 9, 17, 30, tzinfo=LOCAL),
    )
    expected = {
        "en": "Lin Xiao dispatched it to Tax Bureau. Sign by Mon 2 Nov 14:30, close by Mon 9 Nov 17:30.",
        "zh": "Lin Xiao派单至Tax Bureau。11月2日 周一 14:30 前签收，11月9日 周一 17:30 前办结。",
    }
    assert told == expected[language]


def test_without_an_actor_the_platform_did_it(language):
    told = story.sentence("closed", {"code": "solved"}, actor="")
    assert told.startswith({"en": "The platform", "zh": "平台"}[language])


def test_what_a_person_wrote_is_quoted_apart(language):
    assert story.quoted("noted", {"text": "**bold**"}) == "**bold**"
    assert story.quoted("evaluated", {"comment": "ok", "text": "no"}) == "ok"
    assert story.quoted("dispatched", {"reason": "专长"}) == "专长"
    assert story.quoted("signed", {}) == ""


@pytest.mark.parametrize("action", SAID)
def test_every_event_has_a_mark_of_its_own(action):
    assert story.icon(action) not in (story.icon("unheard of"), "")


def test_a_moment_of_another_year_has_its_year(language):
    told = moments.moment(datetime(2025, 12, 31, 9, 5, tzinfo=LOCAL))
    assert told == {"en": "Wed 31 Dec 2025 09:05", "zh": "2025年12月31日 周三 09:05"}[language]


def test_a_moment_is_told_on_the_clocks_of_wenzhou(language):
    told = moments.moment(datetime(2026, 11, 2, 20, 0, tzinfo=UTC))
    assert told == {"en": "Tue 3 Nov 04:00", "zh": "11月3日 周二 04:00"}[language]
