"""A demand, the need grown out of it, a result and a match whose names are hidden, and texts at it that tell them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from sqlmodel import select

from db import engine
from db.activity_vocabulary import OriginWay
from db.engine import snapshot, transaction
from db.models import (
    DockingMeeting,
    DockingParticipant,
    Organisation,
    ResearchResult,
    User,
    UserRole,
)
from db.research_vocabulary import Confidentiality
from db.vocabulary import Kind, Role
from domain import (
    attendance,
    clock,
    docking_answers,
    docking_days,
    docking_feedback,
    docking_meetings,
    docking_wishes,
    needs,
    numbers,
    origins,
    work_orders,
)
from domain.command import Act, perform
from domain.docking_meetings import OnlyTheTwoSay
from domain.docking_planning import plan
from domain.matchmaking import files, judging, pipeline, starting
from domain.results import PatentSaid
from tests import happenings, laboratory, town
from tests.town import FINANCE, ID, LONGWAN, LUCHENG, VALVES

SECRETS = {
    "the enterprise": ("恒泽", "Hengze", "秦守一"),
    "the university": ("瓯越", "Ouyue", "裴知白", "ZL20241007", "波纹管补偿装置"),
}
# Where they lie is told of no result whose house is hidden; of a need it is, whose area holds many enterprises.
AREAS = {"the enterprise": (), "the university": (LUCHENG, "鹿城区")}
OUTSIDERS = {
    "the enterprise": (
        *(None, "shoes", "other_liaison", "liaison", "finance", "leader", "lucheng"),
    ),
    "the university": (
        *(None, "shoes", "valves", "other_liaison", "finance", "leader", "longwan"),
    ),
}


@dataclass(frozen=True)
class Known:
    """What is addressed by number."""

    need: int
    result: int
    match: int
    day: int
    demand: int
    file: int
    number: str  # of the result
    house_day: int  # a docking day that the university runs itself
    activity: int  # at which demand and need were raised
    near_days: tuple[int, ...]  # run by the sub-platforms, each of which knows one of the two names


def arranged(monkeypatch) -> Known:
    """A demand of an enterprise, the need grown out of it, a result and a match, both with hidden names."""
    university = another_university(monkeypatch)
    with transaction() as session:
        session.get_one(User, ID["valves"]).name = "秦守一"
        session.get_one(User, ID["liaison"]).name = "裴知白"
    demand = town.receive(enterprise_id=VALVES).demand_id
    perform(ID["intake"], town.demands.accept, demand, **town.CLASSES)
    perform(ID["dispatcher"], work_orders.dispatch, demand, unit_id=university, reason="专长")
    perform(ID["other_liaison"], work_orders.ask_return, demand, text="不是技术问题")
    perform(ID["arbiter"], work_orders.rule, demand, unit_id=FINANCE, text="属金融服务")
    activity = _activity(demand)
    need = perform(ID["valves"], needs.grow, demand)
    _complete(need)
    patents = [PatentSaid("ZL20241007", name="波纹管补偿装置")]
    result = laboratory.result(
        confidentiality=Confidentiality.NAME_HIDDEN, inventors="裴知白", patents=patents
    )
    other = laboratory.result("pump", confidentiality=Confidentiality.NAME_HIDDEN)
    said = {"result_id": other, "verdict": "not_this", "reason": "other_subject"}
    perform(ID["valves"], judging.judge, need, note="恒泽已经试过", **said)
    match = perform(ID["liaison"], starting.start, need_id=need, result_id=result)
    perform(ID["valves"], pipeline.note, match, text="恒泽的秦守一去谈")
    soon = clock.now().date() + timedelta(days=3)
    said = {"next_on": soon, "next_action": "到恒泽看样"}
    perform(ID["valves"], pipeline.plan, match, note="恒泽等回音", **said)
    perform(ID["liaison"], pipeline.note, match, text="瓯越的裴知白已答复")
    said = {"to": "contacted", "next_on": soon, "next_action": "瓯越寄样"}
    perform(ID["liaison"], pipeline.advance, match, note="裴知白打了电话", **said)
    perform(ID["liaison"], pipeline.decline, match, reason="price", note="瓯越要价高")
    perform(ID["liaison"], pipeline.take_up_again, match)
    perform(ID["liaison"], pipeline.plan, match, next_on=soon, next_action="瓯越寄样")
    content = "恒泽的图纸".encode()
    file = perform(ID["valves"], files.attach, match, name="恒泽图纸.txt", content=content)
    day = perform(
        ID["intake"],
        docking_days.prepare,
        name="对接会",
        held_on=clock.now().date() + timedelta(days=9),
        slots=3,
        tables=2,
    )
    perform(
        ID["intake"],
        docking_days.invite,
        day,
        need_ids=[need],
        result_ids=[result],
        have_accepted=True,
    )
    for who, kind in (("valves", "wish"), ("liaison", "veto")):
        both = {"need_id": need, "result_id": other}
        perform(
            ID["intake"], docking_days.invite, day, result_ids=[other], have_accepted=True
        ) if who == "valves" else None
        perform(ID[who], docking_wishes.wish, day, kind=kind, **both)
    _decline(day, laboratory.need("pump"))
    plan(ID["intake"], day)
    perform(ID["intake"], docking_days.publish, day)
    with snapshot() as session:
        number = session.get_one(ResearchResult, result).number
    house_day = _run_by_the_house(need, result)
    near_days = tuple(_run_by_a_sub_platform(who, need, result) for who in ("longwan", "lucheng"))
    return Known(need, result, match, day, demand, file, number, house_day, activity, near_days)


def _run_by_the_house(need: int, result: int) -> int:
    """Its liaison officer invites, plans and publishes; the enterprise comes, both wish, and say how it went."""
    of = {"name": "成果对接会", "held_on": clock.now().date(), "slots": 3, "tables": 2}
    day = perform(ID["liaison"], docking_days.prepare, **of)
    both = {"need_ids": [need], "result_ids": [result]}
    perform(ID["liaison"], docking_days.invite, day, have_accepted=True, **both)
    yes = {"participant_ids": [_guest(day, need)], "is_coming": True}
    perform(ID["valves"], docking_answers.answer, day, **yes)
    pair = {"need_id": need, "result_id": result}
    for who in ("valves", "liaison"):
        perform(ID[who], docking_wishes.wish, day, kind="wish", **pair)
    plan(ID["liaison"], day)
    perform(ID["liaison"], docking_days.publish, day)
    with snapshot() as session:
        [met] = session.exec(select(DockingMeeting.id).filter_by(day_id=day))
    _say(day, met)
    return day


def _run_by_a_sub_platform(who: str, need: int, result: int) -> int:
    """Both come and say how it went; another need and another result are invited and do not come, for a reason."""
    of = {"name": "片区对接会", "held_on": clock.now().date(), "slots": 3, "tables": 2}
    day = perform(ID[who], docking_days.prepare, **of)
    hidden = {"confidentiality": Confidentiality.NAME_HIDDEN}
    absent = laboratory.need("pump", **hidden), laboratory.result("pump", **hidden)
    sides = {"need_ids": [need, absent[0]], "result_ids": [result, absent[1]]}
    perform(ID["intake"], docking_days.invite, day, have_accepted=True, **sides)
    for side, (name, note) in enumerate(
        (("valves", "恒泽的秦守一不在"), ("liaison", "瓯越的裴知白出差"))
    ):
        no = {"participant_ids": [_guest(day, absent[side], side)], "is_coming": False}
        perform(ID[name], docking_answers.answer, day, note=note, **no)
    plan(ID[who], day)
    perform(ID[who], docking_days.publish, day)
    with snapshot() as session:
        [met] = session.exec(select(DockingMeeting.id).filter_by(day_id=day))
    _say(day, met)
    told = {"stage": "held", "note": "恒泽的秦守一与瓯越的裴知白谈得来"}
    perform(ID["intake"], docking_meetings.tell, day, meeting_id=met, **told)
    with pytest.raises(OnlyTheTwoSay):
        perform(ID[who], docking_meetings.tell, day, meeting_id=met, stage="held", goes_on=True)
    return day


def _say(day: int, met: int) -> None:
    notes = {"valves": "恒泽的秦守一想看样件", "liaison": "瓯越的裴知白愿意试制"}
    for who, note in notes.items():
        said = {"outcome": "perhaps", "rating": 4, "note": note, "next_action": note}
        perform(ID[who], docking_feedback.say, day, meeting_id=met, **said)


def _decline(day: int, need: int) -> None:
    """Another need of the enterprise is invited, and does not come."""
    perform(ID["intake"], docking_days.invite, day, need_ids=[need])
    no = {"participant_ids": [_guest(day, need)], "is_coming": False, "note": "恒泽的秦守一不在"}
    perform(ID["valves"], docking_answers.answer, day, **no)


def _guest(day: int, record: int, side: int = 0) -> int:
    """The participant that is a need (side 0) or a result (side 1)."""
    column = ("need_id", "result_id")[side]
    with snapshot() as session:
        [coming] = session.exec(
            select(DockingParticipant).filter_by(day_id=day, **{column: record})
        )
    return coming.id


@contextmanager
def at_hand(url: str, folder: Path) -> Iterator[Known]:
    """The same in a small town of its own, for several tests that change nothing; others must not run meanwhile."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLATFORM_VAR", str(folder))
        patch.setattr(numbers, "CHANCE", Random(len(SECRETS)))  # outside of a test
        patch.setenv("DATABASE_URL", url)
        engine.forget()
        yield arranged(patch)
    engine.forget()


def _activity(demand: int) -> int:
    """A small one, at which the demand was raised."""
    begins = clock.now() + timedelta(hours=1)
    activity = happenings.published(starts_at=begins, title="走访企业", area_code=LONGWAN)
    receipt = happenings.register(activity, "valves")
    said = {"registration_id": receipt.registration_id}
    perform(ID["organiser"], attendance.check_in, activity, **said)
    with transaction() as session:
        act = Act(session, town.person("valves"), clock.now())
        origins.note(act, activity, OriginWay.FORM, demand_id=demand)
    return activity


def _complete(need: int) -> None:
    text = laboratory.NEEDS["seal"]
    words = {"title": "低温阀门密封", "problem": text, "keywords": "", "figures": ""}
    perform(ID["valves"], needs.change, need, confidentiality=Confidentiality.NAME_HIDDEN, **words)
    perform(ID["valves"], needs.hand_in, need)
    perform(ID["intake"], needs.publish, need)


def another_university(monkeypatch) -> int:
    """Its liaison officer reads needs, and has handled the demand before the unit that does now."""
    with transaction() as session:
        other = Organisation(
            kind=Kind.UNIVERSITY, name="括苍理工学院", name_key="括苍理工学院", area_code=LUCHENG
        )
        session.add(other)
        session.flush()
        user = User(
            username="other_liaison",
            name="other",
            organisation_id=other.id,
            created_at=clock.now(),
        )
        session.add(user)
        session.flush()
        session.add(UserRole(user_id=user.id, role=Role.UNIVERSITY_LIAISON))
        monkeypatch.setitem(town.ID, "other_liaison", user.id)
        monkeypatch.setitem(town.PEOPLE, "other_liaison", (other.id, (Role.UNIVERSITY_LIAISON,)))
        row = (other.id, Kind.UNIVERSITY, other.name, None, LUCHENG)
    monkeypatch.setattr(town, "ORGANISATIONS", [*town.ORGANISATIONS, row])
    return row[0]
