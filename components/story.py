"""What happened, told as sentences in the reader's language: for the demand's story and for notices."""

from collections.abc import Callable
from datetime import date, datetime

from components import supervision_words
from components.moments import day, moment
from components.texts import t, term
from db.vocabulary import (
    Channel,
    ClosingCode,
    DeclineReason,
    Level,
    Satisfaction,
    ServiceField,
    Solved,
    Timeliness,
)
from domain.return_visits import VisitResult

Said = dict


def sentence(
    action: str,
    said: Said,
    *,
    actor: str,
    unit: str = "",
    sign_by: datetime | None = None,
    close_by: datetime | None = None,
) -> str:
    """One event as one sentence, plain text in the reader's language: escape it where Markdown is read.

    `action` and `said` are the event's action and particulars, the latter only as far as the reader may know them;
    `actor` is the name of who did it, as the reader may know it (empty where the platform acted by itself); `unit` the
    name, in the reader's language, of the unit that the event names (else its name in the event); `sign_by` and
    `close_by` are the limits that a dispatch gave, if they are known.
    """
    tell = _TOLD.get(action)
    if tell is None:
        return action
    named = unit or said.get("unit", "")
    sentence = tell(said, actor or t("The platform"), named)
    if close_by is None or action not in ("dispatched", "return_ruled"):
        return sentence
    return sentence + _limits(sign_by, close_by)


def icon(action: str) -> str:
    return f":material/{_ICONS.get(action, 'circle')}:"


def quoted(action: str, said: Said) -> str:
    """What a person wrote in this event, if anything: to be shown as it is, never as markup."""
    part = {"evaluated": "comment", "dispatched": "reason"}.get(action, "text")
    return said.get(part, "")


def _limits(sign_by: datetime | None, close_by: datetime) -> str:
    if sign_by is None:
        return t(" Close by {close}.", close=moment(close_by))
    return t(" Sign by {sign}, close by {close}.", sign=moment(sign_by), close=moment(close_by))


def _submitted(said: Said, who: str, _unit: str) -> str:
    channel = term(Channel(said["channel"]))
    if said["channel"] == Channel.WEB:
        return t("The enterprise asked for help ({channel}).", channel=channel)
    return t("{who} took the demand down ({channel}).", who=who, channel=channel)


def _classes(said: Said) -> dict[str, str]:
    return {
        "field": term(ServiceField(said["field"])),
        "timeliness": term(Timeliness(said["timeliness"])),
        "level": term(Level(said["level"])),
    }


def _accepted(said: Said, who: str, _unit: str) -> str:
    return t("{who} accepted it: {field}, {timeliness}, {level}.", who=who, **_classes(said))


def _classified(said: Said, who: str, _unit: str) -> str:
    return t("{who} classified it anew: {field}, {timeliness}, {level}.", who=who, **_classes(said))


def _declined(said: Said, who: str, _unit: str) -> str:
    return t("{who} declined it: {reason}.", who=who, reason=term(DeclineReason(said["reason"])))


def _merged(said: Said, who: str, _unit: str) -> str:
    return t("{who} merged it into {number}.", who=who, number=said["into"])


def _merged_here(said: Said, who: str, _unit: str) -> str:
    return t("{who} merged {number} into this demand.", who=who, number=said["number"])


def _dispatched(_said: Said, who: str, unit: str) -> str:
    return t("{who} dispatched it to {unit}.", who=who, unit=unit)


def _return_asked(_said: Said, who: str, _unit: str) -> str:
    return t("{who} says that it has come to the wrong unit.", who=who)


def _return_ruled(_said: Said, who: str, unit: str) -> str:
    return t("{who} ruled: {unit} handles it.", who=who, unit=unit)


def _signed(_said: Said, who: str, _unit: str) -> str:
    return t("{who} signed for it.", who=who)


def _handed_over(said: Said, who: str, _unit: str) -> str:
    return t("{who} gave it to {handler}.", who=who, handler=said["handler"])


def _contacted(_said: Said, who: str, _unit: str) -> str:
    return t("{who} contacted the enterprise.", who=who)


def _noted(said: Said, who: str, _unit: str) -> str:
    if said.get("for_enterprise"):
        return t("{who} told the enterprise how it stands.", who=who)
    return t("{who} noted:", who=who)


def _asked(said: Said, who: str, _unit: str) -> str:
    until = date.fromisoformat(said["until"])
    return t(
        "{who} asked the enterprise; the clock is paused until {day} at the latest.",
        who=who,
        day=day(until),
    )


def _supplemented(_said: Said, who: str, _unit: str) -> str:
    return t("The question was answered ({who}); the clock goes on.", who=who)


def _resumed(_said: Said, _who: str, _unit: str) -> str:
    return t("The pause is over; the clock goes on.")


def _replied(said: Said, who: str, _unit: str) -> str:
    return t("{who} wrote an answer ({code}); it waits for review.", who=who, code=_code(said))


def _sent_back(_said: Said, who: str, _unit: str) -> str:
    return t("{who} sent the answer back.", who=who)


def _approved(said: Said, who: str, _unit: str) -> str:
    return t("{who} approved the answer ({code}).", who=who, code=_code(said))


def _survey_link_given(_said: Said, who: str, _unit: str) -> str:
    return t("A link to the survey was given out ({who}).", who=who)


def _evaluated(said: Said, _who: str, _unit: str) -> str:
    return t(
        "The enterprise says: {satisfaction}; solved: {solved}.",
        satisfaction=term(Satisfaction(said["satisfaction"])),
        solved=term(Solved(said["solved"])),
    )


def _survey_expired(_said: Said, _who: str, _unit: str) -> str:
    return t("Nobody answered the survey: the enterprise will be called.")


def _survey_frozen(said: Said, _who: str, _unit: str) -> str:
    if said["drawn"]:
        return t("The answers stand; the demand was drawn for a return visit.")
    return t("The answers stand; the demand is closed ({code}).", code=_code(said))


def _visited(said: Said, who: str, _unit: str) -> str:
    if said["result"] == VisitResult.NOT_REACHED:
        return t("{who} called; nobody was reached (attempt {n}).", who=who, n=said["attempts"])
    return t(
        "{who} called the enterprise: {satisfaction}; solved: {solved}.",
        who=who,
        satisfaction=term(Satisfaction(said["satisfaction"])),
        solved=term(Solved(said["solved"])),
    )


def _redone(said: Said, who: str, _unit: str) -> str:
    return t(
        "{who} has it done again: round {round}, level {level}.",
        who=who,
        round=said["round"],
        level=term(Level(said["level"])),
    )


def _closed(said: Said, who: str, _unit: str) -> str:
    return t("{who} closed it ({code}).", who=who, code=_code(said))


def _withdrawn(_said: Said, who: str, _unit: str) -> str:
    return t("It was withdrawn ({who}).", who=who)


def _attached(said: Said, who: str, _unit: str) -> str:
    return t("{who} added the file {name}.", who=who, name=said["name"])


def _took_back_file(said: Said, who: str, _unit: str) -> str:
    return t("{who} took back the file {name}.", who=who, name=said["name"])


def _code(said: Said) -> str:
    return term(ClosingCode(said["code"]))


_TOLD: dict[str, Callable[[Said, str, str], str]] = supervision_words.OF_DEMAND | {
    "submitted": _submitted,
    "accepted": _accepted,
    "classified": _classified,
    "declined": _declined,
    "merged": _merged,
    "merged_here": _merged_here,
    "dispatched": _dispatched,
    "return_asked": _return_asked,
    "return_ruled": _return_ruled,
    "signed": _signed,
    "handed_over": _handed_over,
    "contacted": _contacted,
    "noted": _noted,
    "asked": _asked,
    "supplemented": _supplemented,
    "resumed": _resumed,
    "replied": _replied,
    "sent_back": _sent_back,
    "approved": _approved,
    "survey_link_given": _survey_link_given,
    "evaluated": _evaluated,
    "survey_expired": _survey_expired,
    "survey_frozen": _survey_frozen,
    "visited": _visited,
    "redone": _redone,
    "closed": _closed,
    "withdrawn": _withdrawn,
    "attached": _attached,
    "took_back_file": _took_back_file,
}
_ICONS = supervision_words.ICONS | {
    "submitted": "chat",
    "accepted": "inbox",
    "classified": "category",
    "declined": "block",
    "merged": "merge",
    "merged_here": "merge",
    "dispatched": "send",
    "return_asked": "undo",
    "return_ruled": "gavel",
    "signed": "draw",
    "handed_over": "person",
    "contacted": "call",
    "noted": "note",
    "asked": "help",
    "supplemented": "reply",
    "resumed": "play_arrow",
    "replied": "edit_note",
    "sent_back": "keyboard_return",
    "approved": "verified",
    "survey_link_given": "link",
    "evaluated": "thumbs_up_down",
    "survey_expired": "hourglass_disabled",
    "survey_frozen": "lock",
    "visited": "phone_in_talk",
    "redone": "replay",
    "closed": "task_alt",
    "withdrawn": "cancel",
    "attached": "attach_file",
    "took_back_file": "delete",
}
