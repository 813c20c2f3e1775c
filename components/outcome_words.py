"""The draft of a report: what was counted, as sentences in the reader's language, to be completed by who writes it."""

from components.outcome_view import value
from components.texts import sentences, t, term
from domain.activity_numbers import Numbers
from domain.queries.activity_feedback import Said
from domain.queries.activity_outcome import Outcome


def draft(outcome: Outcome | None, said: Said | None) -> str:
    """Empty where there is nothing counted."""
    if outcome is None:
        return ""
    told = outcome.now
    lines = [
        t(
            "{registered} people had registered or came without; {came} came, for {enterprises} enterprises.",
            registered=told.registered,
            came=told.came,
            enterprises=told.enterprises,
        ),
        _raised(told),
        _projects(outcome),
        _answers(said),
    ]
    return "\n".join(filter(None, lines))


def _raised(told: Numbers) -> str:
    if not told.demands and not told.needs:
        return ""
    first = t(
        "Raised there: {demands} demands, of which {closed} are closed, and {needs} technical needs.",
        demands=told.demands,
        closed=told.closed,
        needs=told.needs,
    )
    if not told.matches:
        return first
    second = t(
        "The needs have led to {matches} matches, {meetings} meetings and {contracts} contracts.",
        matches=told.matches,
        meetings=told.meetings,
        contracts=told.contracts,
    )
    worth = t("The contracts are worth {value}.", value=value(told)) if told.value else ""
    return sentences(first, second, worth)


def _projects(outcome: Outcome) -> str:
    told = outcome.now
    if not (told.mentored or told.invested or told.financed or told.transformed):
        return ""
    return t(
        "Of the projects of its competitions {mentored} have a mentor, {invested} have met investors, {financed} have "
        "closed a financing and {transformed} are transformed.",
        mentored=told.mentored,
        invested=told.invested,
        financed=told.financed,
        transformed=told.transformed,
    )


def _answers(said: Said | None) -> str:
    if said is None or not said.answered or said.is_kept_back:
        return ""
    marks = ", ".join(f"{term(each.mark)} {each.mean:.1f}" for each in said.marks)
    return t(
        "{answered} of {asked} said how it was, from 1 to 5: {marks}.",
        answered=said.answered,
        asked=said.asked,
        marks=marks,
    )
