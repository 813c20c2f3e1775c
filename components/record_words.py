"""What happened to a record, in the reader's words."""

from collections.abc import Callable
from datetime import date

from components import record_labels
from components.moments import day
from components.texts import t, term
from db.indicator_vocabulary import Indicator
from db.research_vocabulary import ListTaken
from db.vocabulary import Kind, QualificationType, ServiceField

Said = dict


def sentence(action: str, said: Said, actor: str) -> str:
    """One event of a record as one sentence, plain text: escape it where Markdown is read."""
    who = actor or t("The platform")
    tell = _TOLD.get(action)
    return tell(said, who) if tell else t("{who} worked on the record.", who=who)


def icon(action: str) -> str:
    return f":material/{_ICONS.get(action, 'edit')}:"


def _registered(said: Said, who: str) -> str:
    return t("{who} registered the enterprise.", who=who)


def _added(said: Said, who: str) -> str:
    return t("{who} put it into the directory ({kind}).", who=who, kind=term(Kind(said["kind"])))


def _changed(said: Said, who: str) -> str:
    return t("{who} changed the record.", who=who)


def _closed(said: Said, who: str) -> str:
    return t("{who} closed the record.", who=who)


def _reopened(said: Said, who: str) -> str:
    return t("{who} opened the record again.", who=who)


def _checked(said: Said, who: str) -> str:
    return t("{who} checked the record; again by {day}.", who=who, day=_day(said["again_on"]))


def _qualification_added(said: Said, who: str) -> str:
    kind = term(QualificationType(said["type"]))
    words = {"who": who, "name": said["name"], "kind": kind}
    if said["until"]:
        until = _day(said["until"])
        return t("{who} added {name} ({kind}), valid until {day}.", **words, day=until)
    return t("{who} added {name} ({kind}).", **words)


def _qualification_checked(said: Said, who: str) -> str:
    return t("{who} looked at the certificate of {name}: it holds.", who=who, name=said["name"])


def _qualification_withdrawn(said: Said, who: str) -> str:
    return t("{who} took {name} off the record.", who=who, name=said["name"])


def _thing_added(said: Said, who: str) -> str:
    return t("{who} added {name}.", who=who, name=said["name"])


def _thing_changed(said: Said, who: str) -> str:
    return t("{who} changed {name}.", who=who, name=said["name"])


def _thing_retired(said: Said, who: str) -> str:
    return t("{who} took {name} out of the directory.", who=who, name=said["name"])


def _product_checked(said: Said, who: str) -> str:
    return t("{who} checked what is said of {name}.", who=who, name=said["name"])


def _duty_added(said: Said, who: str) -> str:
    field = term(ServiceField(said["field"]))
    return t("{who} put {field} on the duty list.", who=who, field=field)


def _duty_removed(said: Said, who: str) -> str:
    field = term(ServiceField(said["field"]))
    return t("{who} took {field} off the duty list.", who=who, field=field)


def _visited(said: Said, who: str) -> str:
    return t("{who} visited it on {day}.", who=who, day=_day(said["on"]))


def _finding_raised(said: Said, who: str) -> str:
    return t("{who} turned a finding into demand {number}.", who=who, number=said["number"])


def _industries_set(said: Said, who: str) -> str:
    return t("{who} set the pillar industries of its area.", who=who)


def _day(text: str) -> str:
    return day(date.fromisoformat(text))


def _imported(said: Said, who: str) -> str:
    return t("{who} brought it in by a file, row {row}.", who=who, row=said["row"])


def _results_brought_in(said: Said, who: str) -> str:
    return t(
        "{who} brought in {n} research results from {name}.",
        who=who,
        n=said["n"],
        name=said["file"],
    )


def _results_completed(said: Said, who: str) -> str:
    return t("{who} completed {n} research results.", who=who, n=said["n"])


def _results_handed_in(said: Said, who: str) -> str:
    return t("{who} handed in {n} research results for review.", who=who, n=said["n"])


def _exported(said: Said, who: str) -> str:
    if said["contacts"]:
        return t("{who} took organisations out as a table, with their people.", who=who)
    return t("{who} took organisations out as a table.", who=who)


def _list_exported(said: Said, who: str) -> str:
    figure = term(Indicator(said["indicator"]))
    many = f"{said['many']:,}"
    return t("{who} took the {n} records behind “{figure}” along.", who=who, n=many, figure=figure)


def _records_taken(said: Said, who: str) -> str:
    what, many = term(ListTaken(said["what"])), f"{said['many']:,}"
    return t("{who} took a list along ({what}: {n}).", who=who, what=what, n=many)


def _merged(said: Said, who: str) -> str:
    return t("{who} merged {name} into it.", who=who, name=said["name"])


def _merged_away(said: Said, who: str) -> str:
    return t("{who} merged it into {name}.", who=who, name=said["name"])


def _parted(said: Said, who: str) -> str:
    return t("{who} undid the merge with {name}.", who=who, name=said["name"])


def _kept_apart(said: Said, who: str) -> str:
    return t("{who} found that {name} is another organisation.", who=who, name=said["name"])


def _proposed(said: Said, who: str) -> str:
    return t("{who} proposed changes: {fields}.", who=who, fields=_fields(said["fields"]))


def _taken_back(said: Said, who: str) -> str:
    return t(
        "{who} took back what was proposed: {fields}.", who=who, fields=_fields(said["fields"])
    )


def _decided(said: Said, who: str) -> str:
    if not said["rejected"]:
        return t("{who} accepted: {fields}.", who=who, fields=_fields(said["accepted"]))
    if not said["accepted"]:
        return t("{who} rejected: {fields}.", who=who, fields=_fields(said["rejected"]))
    accepted, rejected = _fields(said["accepted"]), _fields(said["rejected"])
    words = {"who": who, "accepted": accepted, "rejected": rejected}
    return t("{who} accepted: {accepted}; rejected: {rejected}.", **words)


def _rated(said: Said, who: str) -> str:
    return t("{who} counted the ratings: {good} of {n} are content.", who=who, **said)


def _fields(names: list[str]) -> str:
    return t(", ").join(record_labels.label(name) for name in names)


def _invitations_wanted(said: Said, who: str) -> str:
    if said["wanted"]:
        return t("{who} has the enterprise invited to activities again.", who=who)
    return t("{who} has the enterprise invited to no more activities.", who=who)


_TOLD: dict[str, Callable[[Said, str], str]] = {
    "registered": _registered,
    "invitations_wanted": _invitations_wanted,
    "imported": _imported,
    "exported": _exported,
    "list_exported": _list_exported,
    "records_taken": _records_taken,
    "record_added": _added,
    "record_changed": _changed,
    "record_closed": _closed,
    "record_reopened": _reopened,
    "record_checked": _checked,
    "qualification_added": _qualification_added,
    "qualification_checked": _qualification_checked,
    "qualification_withdrawn": _qualification_withdrawn,
    "product_added": _thing_added,
    "product_changed": _thing_changed,
    "product_retired": _thing_retired,
    "product_checked": _product_checked,
    "team_added": _thing_added,
    "team_changed": _thing_changed,
    "team_retired": _thing_retired,
    "expert_added": _thing_added,
    "expert_changed": _thing_changed,
    "expert_retired": _thing_retired,
    "equipment_added": _thing_added,
    "equipment_changed": _thing_changed,
    "equipment_retired": _thing_retired,
    "results_brought_in": _results_brought_in,
    "results_completed": _results_completed,
    "results_handed_in": _results_handed_in,
    "duty_added": _duty_added,
    "duty_removed": _duty_removed,
    "visited": _visited,
    "finding_raised": _finding_raised,
    "industries_set": _industries_set,
    "record_merged": _merged,
    "merged_into": _merged_away,
    "merge_undone": _parted,
    "kept_apart": _kept_apart,
    "change_proposed": _proposed,
    "proposal_taken_back": _taken_back,
    "proposal_decided": _decided,
    "rated": _rated,
    "project_added": _thing_added,
    "project_changed": _thing_changed,
    "project_ended": _thing_retired,
}
_ICONS = {
    "registered": "add_business",
    "imported": "upload_file",
    "exported": "download",
    "list_exported": "download",
    "records_taken": "download",
    "record_added": "add_business",
    "record_closed": "block",
    "record_reopened": "lock_open",
    "record_checked": "fact_check",
    "qualification_added": "workspace_premium",
    "qualification_checked": "verified",
    "qualification_withdrawn": "remove_moderator",
    "equipment_added": "add",
    "equipment_retired": "remove",
    "results_brought_in": "library_add",
    "results_completed": "done_all",
    "results_handed_in": "send",
    "product_added": "add",
    "product_retired": "remove",
    "product_checked": "fact_check",
    "visited": "directions_walk",
    "finding_raised": "campaign",
    "record_merged": "merge",
    "merged_into": "merge",
    "merge_undone": "call_split",
    "kept_apart": "call_split",
    "change_proposed": "edit_note",
    "proposal_taken_back": "undo",
    "proposal_decided": "rule",
    "rated": "star",
}
