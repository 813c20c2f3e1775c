"""Two docking days of the demo year: one that was held and told of by both sides, one that comes and is published, to
which a team comes as a whole."""

from datetime import timedelta
from random import Random

from sqlmodel import select

from db.engine import snapshot
from db.models import (
    DockingMeeting,
    DockingParticipant,
    ExpertTeam,
    Provider,
    ResearchResult,
    TechnicalNeed,
    User,
    UserRole,
)
from db.research_vocabulary import MeetingOutcome, MeetingStage, NotThis, RecordStage
from db.vocabulary import Role
from domain import (
    clock,
    docking_answers,
    docking_changes,
    docking_days,
    docking_feedback,
    docking_meetings,
)
from domain.command import perform
from domain.docking_planning import plan
from domain.permissions import ENGINE
from domain.queries.inviting import best_results, invitable
from seed.facts import Words
from seed.keeping import Keeper
from seed.town import Town

AUTUMN = Words("秋季产学研对接会", "Autumn docking day")
WINTER = Words("冬季产学研对接会", "Winter docking day")
PLACE = Words("市科技馆一楼大厅", "Science Museum, ground floor")
AWAY = Words("负责人当天出差", "The person in charge travels that day")
BROKEN = Words("样机在检修，改日再约", "The prototype is being repaired; another day will do")
VISIT = Words("到企业看现场", "Visit the enterprise")
NEEDS, RESULTS_EACH, SLOTS, TABLES = 12, 3, 8, 6
AGO, AHEAD = 35, 12  # days
GOES_ON_EVERY = 9  # meeting
REASONS = (NotThis.NOT_READY, NotThis.TOO_EXPENSIVE, NotThis.TARGETS_MISSED, NotThis.OTHER_SUBJECT)


def live(keeper: Keeper, rng: Random, town: Town) -> None:
    """The day that was, and the day that comes."""
    broker = town.desk[Role.INTAKE][0]
    with clock.stopped(keeper.until - timedelta(days=AGO + 14)):
        held = _planned(keeper, broker, AUTUMN, keeper.until - timedelta(days=AGO))
    with clock.stopped(keeper.until - timedelta(days=AGO)):
        _told(keeper, rng, broker, held)
    with clock.stopped(keeper.until - timedelta(days=2)):
        ahead, teams = keeper.until + timedelta(days=AHEAD), _teams_without_a_result()
        coming = _planned(keeper, broker, WINTER, ahead, teams)
    with clock.stopped(keeper.until - timedelta(days=1)):
        last = _meetings(coming)[-1]
        gone = {"meeting_id": last.id, "reason": keeper.say(BROKEN)}
        perform(broker, docking_changes.cancel, coming, **gone)


def _planned(keeper: Keeper, broker: int, name: Words, at, teams: tuple[int, ...] = ()) -> int:
    with snapshot() as session:
        needs = tuple(each.id for each in invitable(session, ENGINE)[:NEEDS])
        results = best_results(session, ENGINE, needs, RESULTS_EACH)
    day_id = perform(
        broker,
        docking_days.prepare,
        name=keeper.say(name),
        place=keeper.say(PLACE),
        held_on=at.date(),
        slots=SLOTS,
        tables=TABLES,
    )
    of_all = {"need_ids": needs, "result_ids": results, "team_ids": teams}
    perform(broker, docking_days.invite, day_id, **of_all)
    _answered(keeper, broker, day_id)
    plan(broker, day_id)
    perform(broker, docking_days.publish, day_id)
    return day_id


def _answered(keeper: Keeper, broker: int, day_id: int) -> None:
    """The universities answer themselves; the enterprises on the telephone, and one of them does not come."""
    with snapshot() as session:
        rows = session.exec(select(DockingParticipant).filter_by(day_id=day_id)).all()
    needs = sorted(each.id for each in rows if each.need_id)
    said = {"participant_ids": needs[1:], "is_coming": True}
    perform(broker, docking_answers.answer, day_id, **said)
    said = {"participant_ids": needs[:1], "is_coming": False, "note": keeper.say(AWAY)}
    perform(broker, docking_answers.answer, day_id, **said)
    speakers = _speakers()
    by_house: dict[int, list[int]] = {}
    for each in rows:
        if not each.need_id:
            by_house.setdefault(speakers[each.provider], []).append(each.id)
    for liaison, ids in sorted(by_house.items()):
        perform(liaison, docking_answers.answer, day_id, participant_ids=ids, is_coming=True)


def _told(keeper: Keeper, rng: Random, broker: int, day_id: int) -> None:
    """Most meetings were held; few go on, and become matches; of some the university says why not."""
    speakers, enterprises = _speakers(), speakers_of_needs()
    for n, met in enumerate(_meetings(day_id)):
        is_held = rng.random() < 0.9
        goes_on = is_held and n % GOES_ON_EVERY == 0
        word = _word(keeper, rng, is_held=is_held, goes_on=goes_on)
        perform(speakers[met.provider], docking_feedback.say, day_id, meeting_id=met.id, **word)
        enterprise = enterprises.get(met.need_id)
        if goes_on and enterprise is not None:  # nobody says it for those who can
            own = {"outcome": MeetingOutcome.GOES_ON}
            perform(enterprise, docking_feedback.say, day_id, meeting_id=met.id, **own)
        perform(
            broker,
            docking_meetings.tell,
            day_id,
            meeting_id=met.id,
            stage=MeetingStage.HELD if is_held else MeetingStage.MISSED,
            rating=rng.randint(3, 5) if is_held else None,
            goes_on=goes_on and enterprise is None,
        )
    perform(broker, docking_days.end, day_id)


def _word(keeper: Keeper, rng: Random, *, is_held: bool, goes_on: bool) -> dict:
    """What the university says of one meeting."""
    if not is_held:
        return {"outcome": MeetingOutcome.NOT_MET}
    if goes_on:
        on = (keeper.until - timedelta(days=AGO - 7)).date()
        action = {"next_action": keeper.say(VISIT), "next_on": on}
        return {"outcome": MeetingOutcome.GOES_ON, "rating": rng.randint(4, 5), **action}
    if rng.random() < 0.2:
        return {"outcome": MeetingOutcome.NO, "reason": rng.choice(REASONS)}
    return {"outcome": MeetingOutcome.PERHAPS, "rating": rng.randint(2, 4)}


def _meetings(day_id: int) -> list[DockingMeeting]:
    with snapshot() as session:
        found = select(DockingMeeting).filter_by(day_id=day_id).order_by(DockingMeeting.id)
        return list(session.exec(found))


def _speakers() -> dict[Provider, int]:
    """Of each result and each team, the liaison officer who speaks for it."""
    with snapshot() as session:
        results, teams = (
            session.exec(_spoken_for(table).order_by(User.id.desc())).all()
            for table in (ResearchResult, ExpertTeam)
        )
    return {Provider(result_id=id): who for id, who in results} | {
        Provider(team_id=id): who for id, who in teams
    }


def _spoken_for(table):
    """(its id, a liaison officer of its house)."""
    return (
        select(table.id, User.id)
        .join(User, User.organisation_id == table.organisation_id)
        .join(UserRole, UserRole.user_id == User.id)
        .where(UserRole.role == Role.UNIVERSITY_LIAISON)
    )


def _teams_without_a_result() -> tuple[int, ...]:
    """One team of a house with a liaison officer that nothing published speaks for."""
    published = select(ResearchResult.id).where(
        ResearchResult.team_id == ExpertTeam.id, ResearchResult.stage == RecordStage.PUBLISHED
    )
    alone = ExpertTeam.is_active & ~published.correlate(ExpertTeam).exists()
    with snapshot() as session:
        found = session.exec(_spoken_for(ExpertTeam).where(alone).order_by(ExpertTeam.id)).first()
    return (found[0],) if found else ()


def speakers_of_needs() -> dict[int, int]:
    """Of each need whose enterprise has an account, whose it is."""
    with snapshot() as session:
        rows = session.exec(
            select(TechnicalNeed.id, User.id)
            .join(User, User.organisation_id == TechnicalNeed.enterprise_id)
            .join(UserRole, UserRole.user_id == User.id)
            .where(UserRole.role == Role.ENTERPRISE)
        ).all()
    return dict(rows)
