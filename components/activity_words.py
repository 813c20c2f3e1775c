"""What happens to an activity and to a registration, as sentences: for stories and notices."""

from collections.abc import Sequence
from datetime import date, datetime

from components.moments import day, moment
from components.naming import named
from components.texts import listed, sentences, t, term
from db.activity_vocabulary import ClashKind, RegistrationState
from domain.activity_clashes import Clash
from domain.clock import LOCAL

Said = dict


def sentence(action: str, said: Said, who: str) -> str:
    """One event of an activity or a registration, plain text in the reader's language; `who` empty: the platform."""
    if action == "registration_corrected":  # without a name: by its link
        return _corrected(said, who or t("Whoever registered"))
    who = who or t("The platform")
    match action:
        case "activity_drafted":
            drafted = t("{who} drafted the activity.", who=who)
            return sentences(drafted, speakers_gone(said.get("speakers_gone", ())))
        case "activity_corrected":
            return t("{who} corrected what the activity is.", who=who)
        case "activity_handed_in":
            return t("{who} handed the activity in for review.", who=who)
        case "activity_sent_back":
            return t("{who} sent the activity back: {reason}", who=who, reason=said["reason"])
        case "activity_published":
            return t("{who} published the activity.", who=who)
        case "activity_moved":
            return _moved(said, who)
        case "activity_repeated":
            return t("{who} repeats the activity {times} times.", who=who, times=said["times"])
        case "activity_extended":
            return t(
                "{who} lets the activity go on, {times} times more.", who=who, times=said["times"]
            )
        case "activity_cancelled":
            return _cancelled(said, who)
        case "activity_held":
            return t("The activity was held.")
        case "activity_reopened":
            return t("{who} took back that it was held: {reason}", who=who, reason=said["reason"])
        case "activity_reported":
            return t("{who} reported how the activity went.", who=who)
        case "activity_materials_put":
            return t("{who} put up materials: {n}.", who=who, n=said["many"])
        case "activity_file_added":
            return t("{who} put up a file: {name}", who=who, name=said["name"])
        case "activity_file_taken_back":
            return t("{who} took a file back: {name}", who=who, name=said["name"])
        case "activity_invited":
            return t("{who} invited {n} enterprises.", who=who, n=said["many"])
        case "activity_reminded":
            return _reminded(said)
        case "participants_taken_along":
            return t("{who} took the list of who registered along.", who=who)
        case "attendance_taken_along":
            return t("{who} took along how many came.", who=who)
        case "demand_raised_there":
            return t("{who} noted a demand that came up: {number}.", who=who, number=said["number"])
        case "need_raised_there":
            return t("{who} noted a technical need that came up.", who=who)
        case "outcome_noted":
            return t("It was counted what had come of it after {days} days.", days=said["days"])
        case "feedback_asked":
            return t("Those who came are asked how it was.")
        case "feedback_reminded":
            return t("Those who have not said yet how it was are reminded.")
    return _of_registration(action, said, who)


def clash(each: Clash) -> str:
    """What is in the way, and how; plain text."""
    other = named(each.title, each.title_en)
    said = {"title": other, "number": each.number, "at": span(each.starts_at, each.ends_at)}
    match each.kind:
        case ClashKind.ROOM:
            return t("The same room: {title} ({number}), {at}, {place}", **said, place=each.place)
        case ClashKind.SPEAKER if not each.number:
            return t("The same speaker: a booked service, {title}, {at}", **said)
        case ClashKind.SPEAKER:
            return t("The same speaker: {title} ({number}), {at}", **said)
        case ClashKind.AUDIENCE:
            return t("The same people are called: {title} ({number}), {at}", **said)


def span(starts: datetime, ends: datetime) -> str:
    """From when to when, the day once where it is the same."""
    last = ends.astimezone(LOCAL)
    is_one_day = starts.astimezone(LOCAL).date() == last.date()
    return f"{moment(starts)}–{f'{last:%H:%M}' if is_one_day else moment(ends)}"


def left_out(titles: Sequence[str]) -> str:
    """What the agenda loses by a move; nothing where it loses nothing."""
    if not titles:
        return ""
    return t(
        "Left out of the agenda, as it would begin after the end: {items}.", items=listed(titles)
    )


def speakers_gone(names: Sequence[str]) -> str:
    """Who speaks there no more when it is held again; nothing where all do."""
    if not names:
        return ""
    return t(
        "Left out as speakers, as they stand in the expert list no more: {names}.",
        names=listed(names),
    )


def icon(action: str) -> str:
    return f":material/{_ICONS.get(action, 'circle')}:"


def _moved(said: Said, who: str) -> str:
    at = moment(datetime.fromisoformat(said["starts_at"]))
    moved = t("{who} moved the activity to {at}.", who=who, at=at)
    if place := said.get("place"):
        moved = t("{who} moved the activity to {at}, {place}.", who=who, at=at, place=place)
    n = said.get("following")
    others = t("{n} that follow are moved by as much.", n=n) if n else ""
    return sentences(moved, others, left_out(said.get("left_out", ())))


def _cancelled(said: Said, who: str) -> str:
    if n := said.get("following"):
        return t(
            "{who} cancelled the activity and {n} that follow: {reason}",
            who=who,
            n=n,
            reason=said["reason"],
        )
    return t("{who} cancelled the activity: {reason}", who=who, reason=said["reason"])


def _reminded(said: Said) -> str:
    if not said.get("starts_at"):
        return t("Those who come were reminded.")
    where = (moment(datetime.fromisoformat(said["starts_at"])), said.get("place", ""))
    return t("Those who come were reminded: {when}.", when=listed(filter(None, where)))


def _of_registration(action: str, said: Said, who: str) -> str:
    match action:
        case "registered":
            state = term(RegistrationState(said["state"]))
            return t("Somebody has registered: {state}.", state=state)
        case "registration_approved":
            state = term(RegistrationState(said["state"]))
            return t("The registration was approved: {state}.", state=state)
        case "registration_refused":
            return t("The registration was not accepted: {reason}", reason=said["reason"])
        case "registration_promoted" if said.get("to_call"):
            return t(
                "A registration has moved up that left no e-mail address: please call the person."
            )
        case "registration_promoted":
            return t("A seat has become free: the registration has moved up.")
        case "registration_told_again":
            return t("The same number or address was registered again: the link was sent again.")
        case "registration_said_again":
            return t("The correction of a registration said what it says already.")
        case "registration_enterprise_chosen":
            return _chosen(said, who)
        case "registration_called":
            return t("{who} called the person.", who=who)
        case "registration_withdrawn":
            return t("The registration was withdrawn.")
        case "attended":
            return t("{who} checked the person in.", who=who)
        case "walked_in":
            return t("{who} noted somebody who came without a seat.", who=who)
        case "check_in_taken_back":
            return t("{who} took a check-in back.", who=who)
    return _of_task(action, said, who)


def _chosen(said: Said, who: str) -> str:
    chosen = t("{who} chose the enterprise from the directory.", who=who)
    if not said.get("many"):
        return chosen
    told = {"n": said["many"], "most": said["most"]}
    beyond = t("With this one there are {n} of this enterprise, where {most} may be.", **told)
    return sentences(chosen, beyond)


def _corrected(said: Said, who: str) -> str:
    names = {
        "Name": t("Name"),
        "Telephone": t("Telephone"),
        "E-mail": t("E-mail"),
        "Enterprise": t("Enterprise"),
        "What was answered": t("What was answered"),
    }
    what = listed(names[each] for each in said["what"])
    return t("{who} corrected the registration: {what}.", who=who, what=what)


def _of_task(action: str, said: Said, who: str) -> str:
    match action:
        case "task_given":
            until = day(date.fromisoformat(said["until"]))
            return t(
                "{who} gave you a task until {until}: {what}",
                who=who,
                until=until,
                what=said["what"],
            )
        case "task_due":
            return t("Due today: {what}", what=said["what"])
        case "task_late":
            return t("Late: {what}", what=said["what"])
        case "task_done":
            return t(
                "{who} has done: {what} – {note}", who=who, what=said["what"], note=said["reason"]
            )
        case "task_cancelled":
            return t(
                "{who} cancelled: {what} – {note}", who=who, what=said["what"], note=said["reason"]
            )
    return action


_ICONS = {
    "activity_drafted": "edit_note",
    "activity_corrected": "edit",
    "activity_handed_in": "send",
    "activity_sent_back": "keyboard_return",
    "activity_published": "campaign",
    "activity_moved": "event_repeat",
    "activity_repeated": "repeat",
    "activity_extended": "playlist_add",
    "activity_cancelled": "event_busy",
    "activity_held": "event_available",
    "activity_reopened": "undo",
    "activity_reported": "summarize",
    "activity_materials_put": "attach_file",
    "activity_file_added": "upload_file",
    "activity_file_taken_back": "delete",
    "activity_invited": "group_add",
    "activity_reminded": "notifications",
    "participants_taken_along": "download",
    "attendance_taken_along": "download",
    "feedback_asked": "rate_review",
    "feedback_reminded": "rate_review",
    "outcome_noted": "query_stats",
    "demand_raised_there": "add_comment",
    "need_raised_there": "science",
    "registered": "how_to_reg",
    "registration_approved": "check_circle",
    "registration_refused": "block",
    "registration_promoted": "arrow_upward",
    "registration_told_again": "forward_to_inbox",
    "registration_called": "call",
    "registration_corrected": "edit",
    "registration_said_again": "edit_off",
    "registration_enterprise_chosen": "domain_verification",
    "registration_withdrawn": "cancel",
    "attended": "login",
    "walked_in": "directions_walk",
    "check_in_taken_back": "undo",
}
