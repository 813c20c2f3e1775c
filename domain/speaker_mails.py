"""What experts who speak at an activity hear by mail: that they are named, of changes, that they need not come.

Put into the outbox with its cause, composed when it is sent. Of several occurrences to which the same happens in one
step there is one message, at the first of them; the events of that step say which the others are.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import Session, col, select

from db.activity_vocabulary import ActivityStage
from db.models import Activity, ActivitySpeaker, Event, Expert, Message
from db.vocabulary import MessageKind

if TYPE_CHECKING:
    from domain.command import Act

M = MessageKind
TELLING = ("activity_published", "activity_corrected", "activity_moved", "activity_cancelled")


def tell(act: "Act") -> None:
    """Tell the speakers of published activities that are not over, whom a mail reaches, of what has just happened."""
    told: dict[tuple[str, MessageKind, int], list[Activity]] = {}
    for event in act.events:
        if event.subject_kind != Activity.__tablename__ or event.action not in TELLING:
            continue
        activity = act.session.get_one(Activity, event.subject_id)
        if _is_public(activity, event) and activity.ends_at > act.now:
            for kind, expert_ids in _concerned(event).items():
                for each in expert_ids:
                    told.setdefault((activity.uid, kind, each), []).append(activity)
    if not told:
        return
    reached = _reached(act.session, {expert_id for _, _, expert_id in told})
    for (_, kind, expert_id), rows in told.items():
        if expert_id in reached:
            _put(act, kind, reached[expert_id], rows)


def speaking(session: Session, activity: Activity) -> dict[str, list[int]]:
    """The experts who speak there, as the event keeps it of which they are to hear; nothing of none."""
    found = select(ActivitySpeaker.expert_id).where(ActivitySpeaker.activity_id == activity.id)
    ids = session.exec(found.order_by(col(ActivitySpeaker.expert_id))).all()
    return {"speakers": list(ids)} if ids else {}


def is_reached(expert: Expert) -> bool:
    """Whether a mail reaches an expert: who left the list, or has no address in it, is to be called."""
    return expert.is_active and bool(expert.email)


def send_anew(act: "Act", expert: Expert) -> None:
    """What waits for an expert at another address is put anew for the one that stands in the list; what waits at the
    other one is not sent (server/speaker_letters.py)."""
    if not is_reached(expert):
        return
    rows = act.session.exec(
        select(Message)
        .where(
            Message.expert_id == expert.id,
            col(Message.sent_at).is_(None),
            col(Message.given_up_at).is_(None),
        )
        .order_by(col(Message.id))
        .with_for_update()
    ).all()
    there = {_what(each) for each in rows if each.recipient == expert.email}
    for each in rows:
        if _what(each) not in there:
            there.add(_what(each))
            act.session.add(
                Message(
                    kind=each.kind,
                    activity_id=each.activity_id,
                    expert_id=expert.id,
                    recipient=expert.email,
                    language=each.language,
                    created_at=each.created_at,  # by which the events are found that it tells of
                    due_at=act.now,
                )
            )


def told_of(session: Session, message: Message) -> list[Activity]:
    """The activity of which a message tells, and the other occurrences to which the same happened in the same step."""
    lead = session.get_one(Activity, message.activity_id)
    if lead.recurrence_at is None:
        return [lead]
    found = (
        select(Activity, Event)
        .join(Event, Event.subject_id == Activity.id)
        .where(
            Activity.uid == lead.uid,
            Event.subject_kind == Activity.__tablename__,
            Event.at == message.created_at,
            col(Event.action).in_(TELLING),
        )
        .order_by(col(Activity.recurrence_at), col(Event.position))
    )
    rows = {
        row.id: row
        for row, event in session.exec(found).all()
        if message.expert_id in _concerned(event).get(message.kind, ())
    }
    return list(rows.values())


def speaks(session: Session, activity_id: int, expert_id: int) -> ActivitySpeaker | None:
    """The expert's place among the speakers, as it stands."""
    return session.get(ActivitySpeaker, (activity_id, expert_id))


def _concerned(event: Event) -> dict[MessageKind, Collection[int]]:
    """Who of the experts is to hear of an event, and what; as it was when it happened."""
    said = event.particulars
    match event.action:
        case "activity_published":
            return {M.SPEAKER_ASKED: said.get("speakers", ())}
        case "activity_moved":
            return {M.SPEAKER_CHANGED: said.get("speakers", ())}
        case "activity_cancelled":
            return {M.SPEAKER_CANCELLED: said.get("speakers", ())}
    return {
        M.SPEAKER_ASKED: said.get("speakers_added", ()),
        M.SPEAKER_CHANGED: said.get("speakers_on_other", ()),
        M.SPEAKER_CANCELLED: said.get("speakers_off", ()),
    }


def _what(message: Message) -> tuple[MessageKind, int | None, datetime]:
    """Of what a message tells, whoever gets it."""
    return message.kind, message.activity_id, message.created_at


def _is_public(activity: Activity, event: Event) -> bool:
    if event.action == "activity_cancelled":
        return event.particulars["was_public"]
    return activity.stage is ActivityStage.PUBLISHED


def _reached(session: Session, expert_ids: Iterable[int]) -> dict[int, Expert]:
    found = select(Expert).where(col(Expert.id).in_(expert_ids))
    return {each.id: each for each in session.exec(found) if is_reached(each)}


def _put(act: "Act", kind: MessageKind, expert: Expert, rows: list[Activity]) -> None:
    """One message at the first of the activities of which there is something to say that no other says."""
    known = _known(act, kind, expert, rows[0].uid)
    first = next((each for each in rows if each.id not in known), None)
    if first is not None:
        act.session.add(
            Message(
                kind=kind,
                activity_id=first.id,
                expert_id=expert.id,
                recipient=expert.email,
                created_at=act.now,
                due_at=act.now,
            )
        )


def _known(act: "Act", kind: MessageKind, expert: Expert, uid: str) -> set[int]:
    """The activities of which what waits unsent says, when it leaves, what is so then; or of which the expert has heard
    nothing, so that there is nothing to take back. Who never was to hear may have been asked by telephone.

    The messages are locked, so that none leaves meanwhile with what was before.
    """
    earlier = act.session.exec(
        select(Message)
        .join(Activity, Activity.id == Message.activity_id)
        .where(
            Activity.uid == uid,
            Message.expert_id == expert.id,
            col(Message.given_up_at).is_(None),
        )
        .order_by(col(Message.id))
        .with_for_update(of=Message)
    ).all()
    gone = [each for each in earlier if each.sent_at or each.claimed_until]
    # What waits at an address that is no longer theirs does not leave (`send_anew`); what went there was heard.
    waiting = [each for each in earlier if each not in gone and each.recipient == expert.email]
    asking = [each for each in waiting if each.kind is not M.SPEAKER_CANCELLED]
    if kind is not M.SPEAKER_CANCELLED:
        return _told_in(act.session, asking)
    taking_back = [each for each in waiting if each.kind is M.SPEAKER_CANCELLED]
    spared = _told_in(act.session, asking) - _told_in(act.session, gone)
    return spared | _told_in(act.session, taking_back)


def _told_in(session: Session, messages: Iterable[Message]) -> set[int]:
    return {each.id for message in messages for each in told_of(session, message)}
