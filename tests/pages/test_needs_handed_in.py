"""Drafts of needs handed in together: each by itself, so that one that cannot be says why and holds up none of the
others."""

import pytest
from sqlmodel import select

from components import need_handing_in
from db.engine import snapshot
from db.models import Event, TechnicalNeed
from db.research_vocabulary import RecordStage
from domain import needs
from domain.command import perform
from domain.queries.need_drafts import need_drafts
from tests import laboratory
from tests.pages.research_page import at
from tests.pages.visiting import button
from tests.town import ID, SHOES, person

pytestmark = pytest.mark.usefixtures("small_town_on_sqlite")

DRAFT, WAITS = RecordStage.DRAFT, RecordStage.IN_REVIEW
WHOLE = {"title": "低温阀门密封", "problem": "零下 196 度时泄漏超标。"}
TELLING = WHOLE | {"problem": "龙湾恒泽阀门有限公司的阀门泄漏超标。"}  # its name is to stay hidden


def entered(who="valves", **words):
    return perform(ID[who], needs.enter, **words)


def stages(*ids):
    with snapshot() as session:
        return [session.get_one(TechnicalNeed, each).stage for each in ids]


def times_handed_in():
    with snapshot() as session:
        rows = session.exec(select(Event.subject_id).where(Event.action == "need_handed_in"))
        return sorted(rows)


def hand_in_all(app, many):
    next(each for each in app.checkbox if each.key == "hand-in-needs-all").check().run()
    button(app, f"Hand in {many} for review").click().run()
    assert not app.exception
    return app


def news(app):
    return [each.value for each in app.toast]


def test_what_cannot_be_handed_in_says_why_and_the_others_wait_for_review():
    first, telling, second = entered(**WHOLE), entered(**TELLING), entered(**WHOLE)
    app = hand_in_all(at("needs", "valves"), 3)
    assert stages(first, telling, second) == [WAITS, DRAFT, WAITS]
    assert times_handed_in() == sorted([first, second])
    assert any("2 needs wait for review" in each for each in news(app))
    assert any("1 left out" in each and "恒泽" in each for each in news(app))
    hand_in_all(app, 1)  # the one that is left, which still tells the name
    assert stages(telling) == [DRAFT]


def test_only_ones_own_drafts_stand_there_and_those_that_were_entered_for_another():
    own, others = entered(**WHOLE), entered("shoes", **WHOLE)
    brought = entered("intake", enterprise_id=SHOES, **WHOLE)
    laboratory.need("pump")  # published: no draft any more
    with snapshot() as session:
        listed = {
            who: {each.id for each in need_drafts(session, person(who))}
            for who in ("valves", "shoes", "intake", "longwan", "liaison")
        }
    assert listed == {
        "valves": {own},
        "shoes": {others, brought},
        "intake": {brought},
        "longwan": set(),
        "liaison": set(),
    }
    assert not [each for each in at("needs", "liaison").checkbox if "hand-in" in (each.key or "")]


def test_a_draft_of_somebody_else_that_is_smuggled_in_is_left_out(monkeypatch):
    own, others = entered(**WHOLE), entered("shoes", **WHOLE)
    app = at("needs", "valves")
    real = need_handing_in.attempt_each
    monkeypatch.setattr(
        need_handing_in,
        "attempt_each",
        lambda command, ids, **more: real(command, [*ids, others], **more),
    )
    app = hand_in_all(app, 1)
    assert stages(own, others) == [WAITS, DRAFT]
    assert any("1 left out" in each for each in news(app))


def test_a_second_click_hands_in_nothing_twice_and_is_answered_alike(monkeypatch):
    first, telling, second = entered(**WHOLE), entered(**TELLING), entered(**WHOLE)
    app, answers = at("needs", "valves"), []
    real = need_handing_in.attempt_each

    def twice(command, ids, **more):
        answers.extend(real(command, ids, **more) for _ in range(2))  # one form, sent twice
        return answers[-1]

    monkeypatch.setattr(need_handing_in, "attempt_each", twice)
    hand_in_all(app, 3)
    assert answers[0] == answers[1] and answers[0][0] == 2
    assert times_handed_in() == sorted([first, second])
    assert stages(first, telling, second) == [WAITS, DRAFT, WAITS]


def test_one_that_was_handed_in_meanwhile_is_left_out_and_the_others_are_not():
    first, second = entered(**WHOLE), entered(**WHOLE)
    app = at("needs", "valves")
    next(each for each in app.checkbox if each.key == "hand-in-needs-all").check().run()
    perform(ID["valves"], needs.hand_in, first)
    button(app, "Hand in 2 for review").click().run()
    assert not app.exception
    assert stages(first, second) == [WAITS, WAITS]
    assert times_handed_in() == sorted([first, second])
