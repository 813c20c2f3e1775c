"""Supervision orders, coordination cases and alerts as sentences: for stories and notices."""

from collections.abc import Callable
from datetime import date, datetime

from components import figure_words
from components.moments import day, moment
from components.texts import t, term
from db.indicator_vocabulary import Indicator
from db.subscription_vocabulary import Crossing
from db.supervision_vocabulary import CaseOutcome
from domain.indicators.definitions import DEFINITIONS
from domain.queries.figure_alerts import Alert

Said = dict


def _reminded(_said: Said, who: str, unit: str) -> str:
    if unit:
        return t("{who} reminded {unit}.", who=who, unit=unit)
    return t("{who} reminded the desk.", who=who)


def _supervised(said: Said, who: str, unit: str) -> str:
    return t(
        "{who} laid supervision order {number} on {unit}; answer by {day}.",
        who=who,
        number=said["number"],
        unit=unit,
        day=day(date.fromisoformat(said["reply_by"])),
    )


def _answered(said: Said, who: str, _unit: str) -> str:
    return t("{who} answered supervision order {number}.", who=who, number=said["number"])


def _settled(said: Said, who: str, _unit: str) -> str:
    return t("{who} settled supervision order {number}.", who=who, number=said["number"])


def _order_sent_back(said: Said, who: str, _unit: str) -> str:
    return t(
        "{who} wants another answer to supervision order {number} by {day}.",
        who=who,
        number=said["number"],
        day=day(date.fromisoformat(said["reply_by"])),
    )


def _lifted(said: Said, who: str, _unit: str) -> str:
    return t("{who} lifted supervision order {number}.", who=who, number=said["number"])


def _late(said: Said, _who: str, unit: str) -> str:
    return t("{unit} has not answered supervision order {number} in time.", unit=unit, **said)


def _coordinated(said: Said, who: str, _unit: str) -> str:
    return t("{who} called a coordination meeting over it ({number}).", who=who, **said)


# As components/story.py tells events of a demand.
OF_DEMAND: dict[str, Callable[[Said, str, str], str]] = {
    "reminded": _reminded,
    "supervised": _supervised,
    "supervision_answered": _answered,
    "supervision_settled": _settled,
    "supervision_sent_back": _order_sent_back,
    "supervision_lifted": _lifted,
    "supervision_late": _late,
    "coordinated": _coordinated,
}
ICONS = {
    "reminded": "notifications_active",
    "supervised": "assignment_late",
    "supervision_answered": "assignment_turned_in",
    "supervision_settled": "task_alt",
    "supervision_sent_back": "assignment_return",
    "supervision_lifted": "assignment_return",
    "supervision_late": "assignment_late",
    "coordinated": "groups",
}


def of_case(action: str, said: Said, who: str, unit: str) -> str:
    """One event of a coordination case, plain text."""
    who = who or t("The platform")
    match action:
        case "case_called":
            at = moment(datetime.fromisoformat(said["meets_at"]))
            return t("{who} calls you to a coordination meeting on {at}.", who=who, at=at)
        case "case_moved":
            at = moment(datetime.fromisoformat(said["meets_at"]))
            return t("The coordination meeting is now on {at}.", at=at)
        case "case_decided":
            due = day(date.fromisoformat(said["due_on"]))
            return t("Decided: {unit} does it by {day}: {text}", unit=unit, day=due, **_text(said))
        case "case_done":
            return t("{unit} reports as done: {text}", unit=unit, **_text(said))
        case "case_closed":
            outcome = term(CaseOutcome(said["outcome"]))
            return t("The coordination case is closed: {outcome}.", outcome=outcome)
    return action


def of_alert(action: str, said: Said, area: str, who: str) -> str:
    """One event of an alert, plain text; `who` acted."""
    indicator = Indicator(said["indicator"])
    told = {"area": area, "figure": term(indicator)}
    if action == "alert_taken_over":
        return t("{who} now deals with {figure} of {area} in your place.", who=who, **told)
    if said["value"] is None:
        return t("Recovered: in {area} nothing is left that {figure} is told of.", **told)
    told["value"] = figure_words.value(DEFINITIONS[indicator], float(said["value"]))
    if action == "alert_recovered":
        return t("Recovered: {figure} of {area} is back at {value}.", **told)
    if action == "alert_worsened":
        return t("Worse since it was seen: {figure} of {area} stands at {value}.", **told)
    return t("Alert: {figure} of {area} stands at {value}.", **told)


def bound(indicator: Indicator, crossing: Crossing, value: float) -> str:
    """From where on it is alarming: below 85.0 %."""
    said = figure_words.value(DEFINITIONS[indicator], value)
    if crossing is Crossing.BELOW:
        return t("below {value}", value=said)
    return t("above {value}", value=said)


def alert(each: Alert, area: str) -> str:
    """An open alert in one line, plain text."""
    return t(
        "{area}: {figure} {value}, {bound}, since {at}",
        area=area,
        figure=term(each.indicator),
        value=figure_words.value(DEFINITIONS[each.indicator], each.value),
        bound=bound(each.indicator, each.crossing, each.bound),
        at=moment(each.began_at),
    )


def seen(each: Alert) -> str:
    """Who deals with an alert, and since when; plain text, empty where nobody does."""
    return t("{who}, {at}", who=each.seen_by, at=moment(each.seen_at)) if each.seen_at else ""


def _text(said: Said) -> dict[str, str]:
    return {"text": said.get("text", "")}
