"""Taking along who came to an activity, counted by enterprise, industry or area."""

from components import list_files
from components.naming import named
from components.texts import t, term
from db.activity_vocabulary import AttendedBy
from domain import participants
from domain.command import perform
from domain.permissions import Person
from domain.queries import attendance
from domain.queries.activity import ActivityShown
from domain.taking_along import MOST, now


def offer(person: Person, shown: ActivityShown, by: AttendedBy) -> None:
    """Both kinds of table of what is shown, with all of its lines."""
    list_files.offer(
        "attendance",
        f"attendance-{shown.number}-{by.value}",
        lambda: _table(person, shown, by),
        t("It is noted who took it out."),
    )


def _table(person: Person, shown: ActivityShown, by: AttendedBy) -> list[list[str]]:
    """As it stands when it is fetched; that it was stands in the activity's story."""
    found = now(attendance.attendance, person, (shown.id,), by, MOST)
    said = {"by": by.value, "many": len(found)}
    perform(person.id, participants.take_attendance_along, shown.id, **said)
    heads = [term(by), t("Had a seat or came"), t("Came"), t("Came without a seat")]
    lines = [
        [
            named(each.name, each.name_en) or t("Not known"),
            *map(str, (each.registered, each.attended, each.walked_in)),
        ]
        for each in found
    ]
    return [heads, *lines]
