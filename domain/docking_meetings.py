"""One meeting of a docking day: settled, moved to another time or table, and told of afterwards."""

from collections.abc import Collection, Sequence

from sqlmodel import select

from db.models import (
    DockingDay,
    DockingDelegation,
    DockingFeedback,
    DockingMeeting,
    DockingParticipant,
    Event,
    Provider,
)
from db.research_vocabulary import (
    Answer,
    DockingStage,
    MeetingOutcome,
    MeetingStage,
    NotThis,
    Side,
    Voice,
)
from domain.choices import chosen
from domain.command import Act, command
from domain.docking_following import forget, think_better, turn_down
from domain.docking_people import sides_of
from domain.docking_sides import (
    between,
    check_open,
    knows,
    meeting,
    owner_of,
    two_of,
    voice_of,
)
from domain.errors import Forbidden, Refused
from domain.matchmaking import agreeing, starting
from domain.permissions import allows, brokers, day_keepers, day_sides
from domain.written import paragraph


class NotYet(Refused):
    message = "What became of a meeting can be told from the day itself on."


class WasNotHeld(Refused):
    message = "Whether the two go on is told of a meeting that was held."


class SaidAlready(Refused):
    message = "One of the two has said how it went; it is not to come any more."


class ToldAlready(Refused):
    message = "What became of this meeting is told already; it is not moved any more."


class TableTaken(Refused):
    message = (
        "That table is taken at that time. Please choose another, or move the meeting there first."
    )


class MeetsThen(Refused):
    message = "One of the two meets somebody else at that time."


class IsAway(Refused):
    message = "One of the two cannot be there at that time."


class PeopleBusy(Refused):
    message = "All people of a delegation are at other tables at that time."


class DoesNotCome(Refused):
    message = "One of the two does not come."


class OnlyTheTwoSay(Refused):
    message = "Whether the two go on is said by the two themselves."


class NotPublishedYet(Refused):
    message = "The timetable is not published yet."


@command(DockingDay, by=day_keepers)
def confirm(act: Act, day: DockingDay, *, meeting_id: int, is_confirmed: bool = True) -> None:
    """Settle a meeting: it stays whatever is planned anew; or let it be moved again."""
    check_open(day)
    met = meeting(act.session, day, meeting_id)
    met.is_confirmed = is_confirmed
    act.record("docking_confirmed", day, meeting_id=met.id, is_confirmed=is_confirmed)


@command(DockingDay, by=day_keepers)
def move(act: Act, day: DockingDay, *, meeting_id: int, slot: int, table: int) -> None:
    """Move one meeting by hand to another time or table (from 0); it is settled there, whatever is planned anew."""
    check_open(day)
    met = meeting(act.session, day, meeting_id)
    if met.stage is not MeetingStage.PLANNED:
        raise ToldAlready
    check_place(act, day, met, slot, table, was=met.slot)
    was = [met.slot, met.table_number]
    if was != [slot, table]:
        met.sequence += 1
    met.slot, met.table_number, met.is_confirmed = slot, table, True
    act.record(
        "docking_moved",
        day,
        meeting_id=met.id,
        was=was,
        to=[slot, table],
        **sides_of([met]),
    )


@command(DockingDay, by=day_sides)
def agree(act: Act, day: DockingDay, *, meeting_id: int) -> None:
    """Agree that whom one meets learns one's name before the day; by either side, for itself."""
    check_open(day)
    if day.stage is not DockingStage.PUBLISHED:
        raise NotPublishedYet
    met = meeting(act.session, day, meeting_id)
    voice = voice_of(act.session, act.actor, day, *met.pair)
    if voice is Voice.ORGANISER:
        raise Forbidden
    met.match_id = starting.before_meeting(act, *met.pair, Side(voice.value))
    act.record("docking_agreed", day, meeting_id=met.id, side=voice.value)


@command(DockingDay, by=day_keepers)
def tell(
    act: Act,
    day: DockingDay,
    *,
    meeting_id: int,
    stage: str,
    rating: int | None = None,
    note: str = "",
    goes_on: bool = False,
    reason: str | None = None,
) -> None:
    """Tell what became of a meeting; one that goes on becomes a match, or takes its match on.

    By those who run the day, whatever the two sides have said; `reason`: why the two do not go on. Their last word
    counts. A house that runs a day tells whether a meeting was held; what comes of it the two say themselves. So does a
    side whose name is hidden: brokers say that it goes on only where nobody of it has an account, and they may know
    whom they have heard. Stars and a note that were told before stay where none are given; one that nobody has said
    anything of may be told planned again. Raises NotYet before the day, WasNotHeld, SaidAlready, OnlyTheTwoSay.
    """
    met = meeting(act.session, day, meeting_id)
    if (goes_on or reason) and not allows(brokers, act.actor, day):
        raise OnlyTheTwoSay
    became = chosen(MeetingStage, stage, "Meeting")
    is_held = became is MeetingStage.HELD
    if act.today < day.held_on and (goes_on or became is not MeetingStage.PLANNED):
        raise NotYet  # names are shown to each other at the table, not by whoever runs the day
    if (goes_on or reason) and not is_held:
        raise WasNotHeld
    if became is MeetingStage.PLANNED and _is_said(act, met):
        raise SaidAlready  # planned anew it might go, and what was said of it with it
    met.stage = became
    if rating is not None:
        between(rating, 1, 5, "Rating")
        met.rating = rating
    met.note = paragraph(note, most=1000, name="Note", required=False) or met.note
    if goes_on:
        _check_said(act, met)
        _forget_told(act, day, met)
        met.match_id = starting.after_meeting(act, *met.pair)
    elif reason:
        _forget_told(act, day, met)
        turn_down(act, met, chosen(NotThis, reason, "Reason"), Voice.ORGANISER)
    elif not is_held and allows(brokers, act.actor, day):
        _forget_told(act, day, met)
        think_better(act, met, Voice.ORGANISER, have_met=False)
    act.record("docking_told", day, meeting_id=met.id, stage=met.stage.value, rating=rating)


def _is_said(act: Act, met: DockingMeeting) -> bool:
    said = select(DockingFeedback.voice).where(DockingFeedback.meeting_id == met.id)
    return act.session.exec(said.limit(1)).first() is not None


def _forget_told(act: Act, day: DockingDay, met: DockingMeeting) -> None:
    """Why the two do not go on, as those who run the day have told it so far, is told anew."""
    told = select(Event).where(
        Event.subject_kind == DockingDay.__tablename__,
        Event.subject_id == day.id,
        Event.action == "docking_told",
    )
    for event in act.session.exec(told):
        if event.particulars["meeting_id"] == met.id:
            forget(act, met, event.actor_id, event.at)


def _check_said(act: Act, met: DockingMeeting) -> None:
    """Raises OnlyTheTwoSay of a hidden side that does not go on by its own word: else its name would be opened by
    whoever wants to read it."""
    said = select(DockingFeedback.voice).where(
        DockingFeedback.meeting_id == met.id, DockingFeedback.outcome == MeetingOutcome.GOES_ON
    )
    go_on = set(act.session.exec(said))
    for side in starting.unnamed(act.session, *met.pair):
        of = (met.need_id, Provider()) if side is Side.ENTERPRISE else (None, met.provider)
        if agreeing.has_account(act.session, owner_of(act.session, *of), side):
            is_agreed = Voice(side.value) in go_on
        else:
            is_agreed = knows(act.session, act.actor, *of)
        if not is_agreed:
            raise OnlyTheTwoSay


def check_place(
    act: Act,
    day: DockingDay,
    met: DockingMeeting,
    slot: int,
    table: int,
    *,
    was: int | None,
    beside: Collection[int] = (),
) -> None:
    """Whether a meeting can be held there, whatever becomes of those `beside` (their ids); `was`: its slot so far.

    Raises Unclear, TableTaken, MeetsThen, DoesNotCome, IsAway, PeopleBusy.
    """
    between(slot, 0, day.slots - 1, "Time")
    between(table, 0, day.tables - 1, "Table")
    then = select(DockingMeeting).where(
        DockingMeeting.day_id == day.id, DockingMeeting.slot == slot
    )
    others = [other for other in act.session.exec(then) if other.id not in {met.id, *beside}]
    for other in others:
        if other.table_number == table:
            raise TableTaken
        if other.need_id == met.need_id or other.provider == met.provider:
            raise MeetsThen
    if slot == was:
        return
    both = two_of(act.session, day.id, *met.pair)
    if len(both) < 2:  # one was taken out since
        raise DoesNotCome
    for who in both:
        if who.answer is not Answer.ACCEPTED:
            raise DoesNotCome
        if slot in who.away:
            raise IsAway
        _check_people(act, who, others)


def _check_people(act: Act, who: DockingParticipant, others: Sequence[DockingMeeting]) -> None:
    """Whether their delegation has somebody left beside those meetings.

    Whoever may not know whose all of it is reads what is said of anybody who is away: that one person speaks for both
    would tell which hidden need belongs to an enterprise that they know.
    """
    if who.delegation_id is None:
        return
    mates = act.session.exec(
        select(DockingParticipant).where(DockingParticipant.delegation_id == who.delegation_id)
    ).all()
    needs, providers = {each.need_id for each in mates}, {each.provider for each in mates}
    busy = sum(other.need_id in needs or other.provider in providers for other in others)
    if busy >= act.session.get_one(DockingDelegation, who.delegation_id).people:
        is_known = all(knows(act.session, act.actor, *mate.pair) for mate in mates)
        raise PeopleBusy if is_known else IsAway
