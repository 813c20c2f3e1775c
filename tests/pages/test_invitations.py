"""Inviting enterprises on the page: who fits and why, some left out, the letter beforehand, and what came of it."""

import pytest
from sqlmodel import select

from db.engine import snapshot, transaction
from db.models import ActivityInvitation, Organisation
from domain import activity_invitations, clock
from tests.happenings import NOW, drafted, published, register
from tests.pages.visiting import choose, drawn, opened, said
from tests.town import LONGWAN, LUCHENG, SHOES, VALVES


@pytest.fixture(autouse=True)
def in_march(small_town_on_sqlite, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    with transaction() as session:
        for id in (VALVES, SHOES):
            session.get_one(Organisation, id).email = f"office{id}@example.com"


def invited():
    with snapshot() as session:
        return set(session.exec(select(ActivityInvitation.organisation_id)))


def press(page, label):
    next(each for each in page.button if each.label == label).click().run()
    assert not page.exception, said(page)


def on(activity_id, who="organiser", **asked):
    return opened("activities/invite", who, id=str(activity_id), **asked)


def test_those_who_fit_are_invited_but_for_whoever_is_left_out():
    activity_id = published(areas=(LONGWAN, LUCHENG))
    page = on(activity_id, language="zh")
    assert not page.exception
    shown = str(drawn(page, "candidates"))
    assert "龙湾恒泽阀门有限公司" in shown and "区域相符" in shown
    assert "符合条件的企业 **2** 家，可邀请 **2** 家" in said(page)
    assert "邀请参加：企业合规公益讲座" in said(page) and "查看详情并报名" in said(page)
    page.multiselect[0].set_value([SHOES]).run()
    press(page, "邀请这 1 家")
    assert invited() == {VALVES}
    page = on(activity_id)
    assert "1 invited already" in said(page) and "Xinbu" in str(drawn(page, "candidates"))
    register(activity_id, "valves")
    page = on(activity_id, language="zh")
    assert "其中 **1** 家报名，**0** 家到场" in said(page)
    assert "已报名参加" in str(drawn(page, "invited"))


def test_an_enterprise_that_nothing_speaks_for_is_chosen_by_name():
    activity_id = published()
    page = on(activity_id, language="zh")
    assert "没有其他符合条件的企业" in said(page)
    choose(page, f"invite-chosen-{activity_id}-whose", "龙湾恒泽阀门有限公司", VALVES)
    assert "主办方特邀贵企业参加" in said(page)
    press(page, "邀请龙湾恒泽阀门有限公司")
    assert invited() == {VALVES} and "主办方指定" in str(
        drawn(on(activity_id, language="zh"), "invited")
    )
    page = on(activity_id, language="zh")
    choose(page, f"invite-chosen-{activity_id}-whose", "龙湾恒泽阀门有限公司", VALVES)
    assert "该企业已邀请过" in said(page)


def test_the_way_there_stands_on_the_activity_and_only_for_those_who_hold_it():
    activity_id = published(areas=(LONGWAN,))
    page = opened("activities/activity", "organiser", id=str(activity_id))
    assert "activity-invite" in [each.key for each in page.button]
    visited = opened("activities/activity", "valves", id=str(activity_id))
    assert "activity-invite" not in [each.key for each in visited.button]
    for who in ("longwan", "valves", None):
        page = on(activity_id, who)
        assert not page.exception and "恒泽" not in said(page) + str(drawn(page, "candidates"))
    draft = on(drafted(areas=(LONGWAN,)))
    assert not draft.exception and not drawn(draft, "candidates")


def test_an_enterprise_switches_invitations_off_and_on_in_its_account():
    page = opened("home/account", "valves")
    toggle = next(each for each in page.toggle if each.label.startswith("Invite us"))
    toggle.set_value(False).run()
    assert not page.exception
    with snapshot() as session:
        assert not activity_invitations.is_wanted(session, VALVES)
    toggle = next(each for each in page.toggle if each.label.startswith("Invite us"))
    toggle.set_value(True).run()
    with snapshot() as session:
        assert activity_invitations.is_wanted(session, VALVES)
    staff = opened("home/account", "organiser")
    assert not [each for each in staff.toggle if each.label.startswith("Invite us")]
