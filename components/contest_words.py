"""What happened in a competition, as sentences; and what its stages and states look like."""

from collections.abc import Mapping
from typing import Any

from components.naming import named
from components.rows import Tone
from components.texts import t, term
from db.contest_vocabulary import ContestStage, EntryState, FollowStep

Said = Mapping[str, Any]
STAGES: dict[ContestStage, Tone] = {
    ContestStage.PRELIMINARY: "orange",
    ContestStage.FINAL: "orange",
    ContestStage.AWARDED: "blue",
}
STATES: dict[EntryState, Tone] = {
    EntryState.SUBMITTED: "orange",
    EntryState.INCOMPLETE: "red",
    EntryState.ACCEPTED: "green",
    EntryState.REFUSED: "grey",
    EntryState.WITHDRAWN: "grey",
}


def sentence(action: str, said: Said, actor: str) -> str:
    """One event of an entry; without an actor it was who entered it, by their link."""
    who = actor or t("Whoever entered it")
    match action:
        case "entered":
            return t("{who} entered the project.", who=who)
        case "entry_corrected":
            return t("{who} said anew what the project is.", who=who)
        case "entry_accepted":
            return t("{who} accepted the entry.", who=who)
        case "entry_incomplete":
            return t("{who} asked for more: {reason}", who=who, reason=said["reason"])
        case "entry_refused":
            return t("{who} refused the entry: {reason}", who=who, reason=said["reason"])
        case "entry_withdrawn":
            return t("{who} withdrew the entry.", who=who)
        case "entry_file_added":
            return t("{who} added {name}.", who=who, name=said["name"])
        case "entry_file_taken_back":
            return t("{who} took {name} back.", who=who, name=said["name"])
        case "judge_given" | "judge_taken" | "conflict_declared":
            return _of_judges(action, said, who)
        case "entry_goes_on":
            return t("The project goes on to the final, in place {place}.", place=said["place"])
        case "entry_called_off":
            return t("The competition is called off: {reason}", reason=said["reason"])
        case "entry_called":
            return t("{who} called the person.", who=who)
        case "entry_reopened":
            return t("The result of the preliminary is looked over again.")
        case "prize_taken_back":
            return t("{who} opened the final again: the prize is not given yet.", who=who)
        case "entry_out":
            return t("The project does not go on to the final.")
        case "entry_awarded" if said.get("before", 0) > said.get("place", 0):
            told = {part: said[part] for part in ("before", "place", "prize")}
            return t("The project moved up from place {before} to {place}: {prize}.", **told)
        case "entry_awarded":
            return t("The project was awarded: {prize}.", prize=said["prize"])
        case "entry_won":
            prize = named(said["prize"], said["prize_en"])
            return t("The awards are published: the project won {prize}.", prize=prize)
        case "entry_unawarded":
            return t("The awards are published: the project won none.")
    return _of_follow_up(action, said, who)


def _of_judges(action: str, said: Said, who: str) -> str:
    if action == "judge_given":
        return t("{who} gave it to {judge} to judge.", who=who, judge=said["judge"])
    if action == "judge_taken":
        if said.get("reason"):
            told = {"who": who, "judge": said["judge"], "reason": said["reason"]}
            return t("{who} took it from {judge}: {reason}", **told)
        return t("{who} took it from {judge}.", who=who, judge=said["judge"])
    return t("{judge} does not judge it: {reason}", judge=said["judge"], reason=said["reason"])


def _of_follow_up(action: str, said: Said, who: str) -> str:
    step = term(FollowStep(said["step"])) if "step" in said else ""
    match action:
        case "follow_noted":
            return t("{who} noted: {step}.", who=who, step=step)
        case "follow_verified":
            return t("{who} verified: {step}.", who=who, step=step)
        case "follow_taken_back":
            told = {"who": who, "step": step, "reason": said["reason"]}
            return t("{who} took back: {step}. {reason}", **told)
        case "follow_planned":
            return t("{who} planned: {what}.", who=who, what=said["what"])
        case "follow_rested":
            return t("{who} follows it up no more: {reason}", who=who, reason=said["reason"])
        case "follow_due":
            return t("The next action is due: {what}.", what=said["what"])
    return action


def icon(action: str) -> str:
    return f":material/{_ICONS.get(action, 'circle')}:"


_ICONS = {
    "entered": "rocket_launch",
    "entry_corrected": "edit",
    "entry_accepted": "check_circle",
    "entry_incomplete": "help",
    "entry_refused": "block",
    "entry_withdrawn": "cancel",
    "entry_file_added": "attach_file",
    "entry_file_taken_back": "undo",
    "judge_given": "person_add",
    "judge_taken": "person_remove",
    "conflict_declared": "block",
    "entry_goes_on": "arrow_upward",
    "entry_out": "do_not_disturb_on",
    "entry_reopened": "undo",
    "entry_called": "call",
    "entry_called_off": "event_busy",
    "prize_taken_back": "undo",
    "entry_awarded": "trophy",
    "entry_won": "trophy",
    "entry_unawarded": "flag",
    "follow_noted": "add_task",
    "follow_verified": "verified",
    "follow_taken_back": "undo",
    "follow_planned": "event",
    "follow_rested": "bedtime",
    "follow_due": "notifications",
}
