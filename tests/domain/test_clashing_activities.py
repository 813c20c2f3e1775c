"""Room, people and audience of two activities at one time: what clashes, and who has looked at it first."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from db.activity_vocabulary import ActivityKind, ClashKind
from db.engine import snapshot, transaction
from db.models import Activity, Event, Expert, Industry
from db.vocabulary import SizeClass
from domain import (
    activities,
    activity_moves,
    activity_series,
    clock,
)
from domain.activity_clashes import Clashes, clashes
from domain.activity_plans import Speaker
from domain.command import perform
from domain.queries import activity_clashes as query
from tests.happenings import (
    LATER,
    NOW,
    STARTS,
    activity,
    drafted,
    in_review,
    plan,
    published,
)
from tests.town import ID, LAWYERS, LONGWAN, LUCHENG, person

pytestmark = pytest.mark.usefixtures("small_town")


@pytest.fixture(autouse=True)
def in_march():
    with clock.stopped(NOW):
        yield


def found(activity_id, **said):
    with snapshot() as session:
        rows = clashes(session, session.get_one(Activity, activity_id), **said)
        return {(each.kind, each.activity_id) for each in rows}


def test_room_and_people_of_two_activities_clash_and_an_acknowledged_clash_is_noted():
    first = published(area_code=LONGWAN)
    second = in_review(area_code=LONGWAN, starts_at=STARTS + timedelta(hours=1))
    assert found(second) == {(ClashKind.ROOM, first), (ClashKind.AUDIENCE, first)}
    with pytest.raises(Clashes):
        perform(ID["admin"], activities.publish, second, acknowledged=[f"room:{first}"])
    both = [f"room:{first}", f"audience:{first}"]
    perform(ID["admin"], activities.publish, second, acknowledged=both)
    with snapshot() as session:
        [told] = session.exec(
            select(Event.particulars).where(
                Event.action == "activity_published", Event.subject_id == second
            )
        )
    assert sorted(told["acknowledged"]) == sorted(both)


def test_a_speaker_who_is_elsewhere_is_added_to_a_published_one_only_by_who_has_seen_it():
    with transaction() as session:
        expert = Expert(organisation_id=LAWYERS, name="周律师")
        session.add(expert)
        session.flush()
        who = expert.id
    busy = (Speaker(who),)
    first = published(speakers=busy, area_code=LONGWAN)
    apart = {"area_code": LUCHENG, "place": "二号厅"}
    second = published(**apart)
    with snapshot() as session:
        told = query.of_speakers(session, person("organiser"), second, (who,))
        assert [each.key for each in told[who]] == [f"speaker:{first}"]
        assert query.of_speakers(session, person("valves"), second, (who,)) == {}
    said = {"plan": plan(speakers=busy, **apart)}
    with pytest.raises(Clashes):
        perform(ID["organiser"], activities.correct, second, **said)
    seen = [f"speaker:{first}"]
    perform(ID["organiser"], activities.correct, second, acknowledged=seen, **said)
    perform(
        ID["organiser"], activities.correct, second, plan=plan(title="改题", speakers=busy, **apart)
    )
    with snapshot() as session:
        found = session.exec(
            select(Event.particulars)
            .where(Event.action == "activity_corrected", Event.subject_id == second)
            .order_by(col(Event.position))
        ).all()
    assert [each.get("acknowledged") for each in found] == [seen, None]
    draft = drafted(**apart)
    perform(ID["organiser"], activities.correct, draft, **said)  # looked at when it is published


def test_others_times_rooms_and_people_do_not_clash():
    first = published(area_code=LONGWAN, sizes=(SizeClass.SMALL,))
    apart = {"area_code": LONGWAN, "place": "二号厅"}
    assert found(drafted(**apart, sizes=(SizeClass.LARGE,))) == set()
    assert found(drafted(area_code=LUCHENG, place="二号厅")) == set()
    assert found(drafted(**apart, starts_at=STARTS + timedelta(hours=2))) == set()
    assert found(drafted(**apart)) == {(ClashKind.AUDIENCE, first)}  # for all, so for small ones


def test_a_move_into_a_clash_is_refused_until_it_was_looked_at():
    first, second = published(), published(place="二号厅", starts_at=LATER, area_code=LONGWAN)
    said = {"starts_at": STARTS, "place": "市民中心一号厅"}
    with pytest.raises(Clashes):
        perform(ID["organiser"], activity_moves.move, second, **said)
    assert activity(second).starts_at == LATER
    seen = [f"room:{first}", f"audience:{first}"]
    perform(ID["organiser"], activity_moves.move, second, acknowledged=seen, **said)
    assert activity(second).starts_at == STARTS


def test_the_same_people_are_called_by_another_kind_too_where_somebody_is_named():
    with transaction() as session:
        session.add_all(
            Industry(code=each, name=each, name_en=each) for each in ("3", "34", "343", "35")
        )
    small = published(area_code=LONGWAN, sizes=(SizeClass.SMALL,), industries=("34",))
    apart = {"kind": ActivityKind.JOB_FAIR, "place": "二号厅", "area_code": LONGWAN}
    same, none = {(ClashKind.AUDIENCE, small)}, set()
    for said, expected in (
        ({}, same),  # open to all of the area, so to those too
        ({"area_code": None}, same),
        ({"area_code": LUCHENG}, none),
        ({"area_code": LUCHENG, "areas": (LONGWAN,)}, same),  # held there, meant for here
        ({"area_code": None, "areas": (LUCHENG,)}, none),
        ({"sizes": (SizeClass.SMALL, SizeClass.LARGE)}, same),
        ({"sizes": (SizeClass.LARGE,)}, none),
        ({"industries": ("343",)}, same),  # lies within
        ({"industries": ("3",)}, same),
        ({"industries": ("35",)}, none),
        ({"sizes": (SizeClass.SMALL,), "industries": ("35",)}, none),
    ):
        assert found(drafted(**apart | said)) == expected, said


def test_two_of_different_kinds_that_are_open_to_everybody_are_not_in_each_others_way():
    series = perform(
        ID["organiser"], activity_series.begin, kind=ActivityKind.JOB_FAIR, name="春季招聘"
    )
    first = published(kind=ActivityKind.JOB_FAIR, series_id=series)
    assert found(drafted(place="二号厅")) == set()
    assert found(drafted(place="二号厅", series_id=series)) == {(ClashKind.AUDIENCE, first)}
    assert found(drafted(place="二号厅", sizes=(SizeClass.SMALL,))) == {(ClashKind.AUDIENCE, first)}
