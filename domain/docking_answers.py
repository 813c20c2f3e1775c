"""What those say who are invited to a docking day: they come, or they do not, and why."""

from collections.abc import Sequence

from db.models import DockingDay, Provider
from db.research_vocabulary import Answer
from domain.command import Act, command
from domain.docking_days import drop_meetings
from domain.docking_people import of_pairs
from domain.docking_sides import check_open, check_own_words, participants_of
from domain.errors import Missing, Refused
from domain.permissions import day_sides
from domain.written import line


class NotAgreedYet(Refused):
    message = "Those who run the day have not agreed yet to what was offered."


@command(DockingDay, by=day_sides)
def answer(
    act: Act, day: DockingDay, *, participant_ids: Sequence[int], is_coming: bool, note: str = ""
) -> None:
    """Accept the invitation for some needs or results, or decline it and say why.

    By their own people, or for them by those of the platform's brokers who may know whose they are. Who declines later
    is taken out of the timetable.
    """
    check_open(day)
    why = line(note, most=400, name="Reason", required=not is_coming)
    if not participant_ids:
        raise Missing(field="Participants")
    met_by: set[tuple[int, Provider]] = set()
    rows = participants_of(act.session, day, participant_ids)
    check_own_words(act.session, act.actor, day, rows)
    for who in rows:
        if is_coming and who.answer is Answer.OFFERED:
            raise NotAgreedYet
        who.answer = Answer.ACCEPTED if is_coming else Answer.DECLINED
        who.answer_note = "" if is_coming else why
        if not is_coming:
            who.meets_nobody = None
            met_by |= drop_meetings(act, day, who)
    act.record(
        "docking_accepted" if is_coming else "docking_declined",
        day,
        participant_ids=sorted(set(participant_ids)),
        **of_pairs(met_by),
    )
