"""A docking day that a university ran itself: its own results, the needs that fit them, and what both sides said."""

from datetime import timedelta
from random import Random

from sqlmodel import Session, col, select

from db.engine import snapshot
from db.models import DockingMeeting, DockingParticipant, Match, ResearchResult, User
from db.research_vocabulary import MeetingOutcome, MeetingStage, NotThis, RecordStage
from db.vocabulary import Role
from domain import (
    clock,
    docking_answers,
    docking_days,
    docking_feedback,
    docking_meetings,
    docking_wishes,
    permissions,
)
from domain.command import perform
from domain.docking_planning import plan
from domain.matchmaking import pipeline
from domain.queries.inviting import best_needs
from seed.facts import Words
from seed.keeping import Keeper
from seed.research_days import speakers_of_needs
from seed.town import Town

NAME = Words("高校成果专场对接会", "University results docking day")
PLACE = Words("大学科技楼报告厅", "Lecture hall of the university's science building")
AWAY = Words("当天有客户验厂", "A customer audits the works that day")
VISIT = Words("带样品到实验室试验", "Bring samples to the laboratory and test them")
OFFICER = "liaison"  # the account whose demo it is
RESULTS, NEEDS_EACH, SLOTS, TABLES, WISHES = 6, 2, 6, 4, 3
AGO, INVITED, PLANNED, SIGNED = 60, 18, 9, 21  # days before today; before the day; after it
GOES_ON_EVERY, NO_EVERY = 4, 5  # meeting
WHY_NOT = (NotThis.NOT_READY, NotThis.TOO_EXPENSIVE, NotThis.OTHER_SUBJECT)
VALUE = 260_000


def live(keeper: Keeper, rng: Random, town: Town) -> None:
    """From the invitation to a contract; enterprises without an account say it to a broker on the telephone."""
    held_at = keeper.until - timedelta(days=AGO)
    broker = town.desk[Role.INTAKE][0]
    with snapshot() as session:
        officer = session.exec(select(User.id).where(User.username == OFFICER)).one()
    with clock.stopped(held_at - timedelta(days=INVITED)):
        day_id = _prepared(keeper, officer, held_at.date())
    with clock.stopped(held_at - timedelta(days=PLANNED)):
        _answered(keeper, broker, day_id)
        _wished(officer, day_id)
        plan(officer, day_id)
        perform(officer, docking_days.publish, day_id)
    with clock.stopped(held_at):
        going_on = _told(keeper, rng, officer, broker, day_id)
        perform(officer, docking_days.end, day_id)
    with clock.stopped(held_at + timedelta(days=SIGNED)):
        for match_id in going_on[:1]:
            perform(officer, pipeline.sign, match_id, value=VALUE, on=clock.now().date())


def _prepared(keeper: Keeper, officer: int, held_on) -> int:
    with snapshot() as session:
        person = permissions.person(session, officer)
        own = select(ResearchResult.id).where(
            ResearchResult.organisation_id == person.organisation_id,
            ResearchResult.stage == RecordStage.PUBLISHED,
        )
        results = tuple(
            session.exec(
                own.order_by(col(ResearchResult.created_at), col(ResearchResult.id)).limit(RESULTS)
            )
        )
        needs = best_needs(session, person, results, NEEDS_EACH)
    day_id = perform(
        officer,
        docking_days.prepare,
        name=keeper.say(NAME),
        place=keeper.say(PLACE),
        held_on=held_on,
        slots=SLOTS,
        tables=TABLES,
    )
    both = {"need_ids": needs, "result_ids": results}
    perform(officer, docking_days.invite, day_id, have_accepted=True, **both)
    return day_id


def _answered(keeper: Keeper, broker: int, day_id: int) -> None:
    """Each enterprise for itself; the last of those without an account does not come."""
    with snapshot() as session:
        coming = [each for each in _participants(session, day_id) if each.need_id]
    speakers = speakers_of_needs()
    for each in coming:
        who = speakers.get(each.need_id, broker)
        perform(who, docking_answers.answer, day_id, participant_ids=[each.id], is_coming=True)
    silent = [each.id for each in coming if each.need_id not in speakers]
    if len(coming) > 2:
        for last in silent[-1:]:
            no = {"participant_ids": [last], "is_coming": False, "note": keeper.say(AWAY)}
            perform(broker, docking_answers.answer, day_id, **no)


def _wished(officer: int, day_id: int) -> None:
    """The house would meet the needs that fit its first results."""
    with snapshot() as session:
        coming = _participants(session, day_id)
    needs = [each.need_id for each in coming if each.need_id][:WISHES]
    results = [each.result_id for each in coming if each.result_id]
    for need_id, result_id in zip(needs, results, strict=False):
        both = {"need_id": need_id, "result_id": result_id}
        perform(officer, docking_wishes.wish, day_id, kind="wish", **both)


def _told(keeper: Keeper, rng: Random, officer: int, broker: int, day_id: int) -> list[int]:
    """What both sides say of each meeting; returns the matches that come of it and can be signed: one that was begun
    before, by a broker, may have gone further already."""
    with snapshot() as session:
        found = select(DockingMeeting).where(DockingMeeting.day_id == day_id)
        meetings = session.exec(found.order_by(DockingMeeting.slot, DockingMeeting.id)).all()
    speakers = speakers_of_needs()
    for n, met in enumerate(meetings):
        goes_on = n % GOES_ON_EVERY == 0
        word = _word(keeper, rng, n)
        perform(officer, docking_feedback.say, day_id, meeting_id=met.id, **word)
        if (enterprise := speakers.get(met.need_id)) is not None:
            outcome = MeetingOutcome.GOES_ON if goes_on else MeetingOutcome.PERHAPS
            own = {"outcome": outcome, "rating": rng.randint(3, 5)}
            perform(enterprise, docking_feedback.say, day_id, meeting_id=met.id, **own)
        elif word["outcome"] is not MeetingOutcome.NO:
            held = {"stage": MeetingStage.HELD, "rating": rng.randint(3, 5), "goes_on": goes_on}
            perform(broker, docking_meetings.tell, day_id, meeting_id=met.id, **held)
    with snapshot() as session:
        found = select(Match).join(DockingMeeting, DockingMeeting.match_id == Match.id)
        found = found.where(DockingMeeting.day_id == day_id, col(Match.stage).in_(pipeline.STEPS))
        found = found.order_by(col(Match.proposed_at), col(Match.id))
        return [each.id for each in session.exec(found) if each.is_named]


def _word(keeper: Keeper, rng: Random, n: int) -> dict:
    """What the university says of the meeting of this number."""
    if n % GOES_ON_EVERY == 0:
        on = (keeper.until - timedelta(days=AGO - 10)).date()
        action = {"next_action": keeper.say(VISIT), "next_on": on}
        return {"outcome": MeetingOutcome.GOES_ON, "rating": 5, **action}
    if n % NO_EVERY == 1:
        return {"outcome": MeetingOutcome.NO, "reason": rng.choice(WHY_NOT)}
    return {"outcome": MeetingOutcome.PERHAPS, "rating": rng.randint(3, 4)}


def _participants(session: Session, day_id: int) -> list[DockingParticipant]:
    found = select(DockingParticipant).where(DockingParticipant.day_id == day_id)
    return list(session.exec(found.order_by(col(DockingParticipant.id))))
