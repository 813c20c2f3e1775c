"""What happened to a month's assessment or its bulletin, as a sentence, and where it is read."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from components import figure_words
from components.area_choice import area_names
from components.assessment_view import PAGE, PATH
from components.moments import day
from components.rows import Link
from components.session import current_user
from components.texts import t, term
from db.assessment_vocabulary import Ruling

APPEALS = ("appealed", "appeal_ruled", "appeals_end_soon")


def sentence(action: str, said: Mapping[str, Any], actor: str) -> str:
    """One notice in words."""
    month = figure_words.month(date.fromisoformat(f"{said['month']}-01"))
    who = actor or t("The platform")
    match action:
        case "month_frozen":
            return t("The assessment of {month} is published.", month=month)
        case "month_corrected":
            return t(
                "The assessment of {month} was corrected (correction {n}).",
                month=month,
                n=said["number"],
            )
        case "appeals_end_soon":
            until = day(date.fromisoformat(said["until"]))
            return t("Appeals against {month} can be made until {day}.", month=month, day=until)
        case "appealed":
            return t(
                "{area} appeals against its assessment of {month}.", area=_area(said), month=month
            )
        case "appeal_ruled":
            ruling = term(Ruling(said["ruling"]))
            return t(
                "The appeal of {area} about {month} is decided: {ruling}.",
                area=_area(said),
                month=month,
                ruling=ruling,
            )
        case "bulletin_sent":
            return t("The bulletin of {month} is sent.", month=month)
    if said["is_sent"]:
        return t("{who} has drawn up the bulletin of {month}; it is sent.", who=who, month=month)
    return t(
        "{who} has drawn up the bulletin of {month}; it waits for approval.", who=who, month=month
    )


def link(action: str, said: Mapping[str, Any]) -> Link:
    """The month, at the appeals where it is about one."""
    view = (("view", "appeals"),) if action in APPEALS else ()
    return Link(PAGE, PATH, (("month", said["month"]), *view))


def _area(said: Mapping[str, Any]) -> str:
    return area_names(current_user()).get(said["area"], said["area"])
