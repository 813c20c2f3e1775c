"""Completing many drafts at once, and handing them in for review together: what an export does not know of a result."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from db.models import ExpertTeam, Industry, Organisation, ResearchResult
from db.research_vocabulary import TransferKind
from domain import hidden_names, publishing
from domain.choices import chosen
from domain.command import Act, command
from domain.errors import NotFound, Refused, Unclear
from domain.hidden_names import TellsTheName
from domain.permissions import house_keepers
from domain.records import NothingChanged
from domain.research_files.found import NotReadiness

MOST = 2000  # drafts at once


@dataclass(frozen=True)
class Completion:
    """What is said of one draft; `version` is that of the draft as it was shown."""

    result_id: int
    version: int
    readiness: int | None = None
    transfer_kinds: tuple[str, ...] = ()
    industry_codes: tuple[str, ...] = ()
    team_id: int | None = None


class NoDraft(Refused):
    message = "{number} is no draft any more."


class Incomplete(Refused):
    message = "{number} cannot be handed in yet. Please fill in: {field}."


class TellsTheNameIn(Refused):
    message = (
        "{number}: the name is to stay hidden, but the text tells it. Please take it out: {name}."
    )


class TooManyDrafts(Refused):
    message = "At most {most} drafts can be changed at once."


@command(Organisation, by=house_keepers)
def complete(act: Act, organisation: Organisation, *, said: Sequence[Completion]) -> int:
    """Say of many drafts at once how ready they are, how they may pass on, for whom, and whose they are."""
    drafts = _drafts(act.session, organisation, [each.result_id for each in said])
    industries = _known_industries(act.session, said)
    teams = _known_teams(act.session, organisation)
    changed = 0
    for each in said:
        draft = drafts[each.result_id]
        publishing.check_seen(draft, each.version)
        # Its own team may be out of use by now.
        values = _read(each, industries, teams | {draft.team_id})
        parts = [name for name, value in values.items() if getattr(draft, name) != value]
        if parts:
            draft.sqlmodel_update(values)
            act.record("result_changed", draft, fields=parts)
            changed += 1
    if not changed:
        raise NothingChanged
    act.record("results_completed", organisation, n=changed)
    return changed


@command(Organisation, by=house_keepers)
def hand_in(act: Act, organisation: Organisation, *, result_ids: Sequence[int]) -> int:
    """Hand in many drafts for review at once.

    Each says enough for a reader and no name that is to stay hidden, or none is handed in.
    """
    drafts = _drafts(act.session, organisation, result_ids)
    if not drafts:
        raise NothingChanged
    for draft in drafts.values():
        for field in missing(draft):
            raise Incomplete(number=draft.number, field=field)
        _check_hidden(act.session, draft)
    for draft in drafts.values():
        publishing.hand_in(act, draft)
    act.record("results_handed_in", organisation, n=len(drafts))
    return len(drafts)


def _check_hidden(session: Session, draft: ResearchResult) -> None:
    """Raises TellsTheNameIn, which says of which draft."""
    try:
        hidden_names.check(session, draft)
    except TellsTheName as found:
        raise TellsTheNameIn(number=draft.number, **found.values) from None


def missing(draft) -> tuple[str, ...]:
    """What a result still lacks before somebody can review it, as forms name it."""
    there = {
        "Abstract": draft.abstract or draft.abstract_en,
        "Readiness": draft.readiness,
        "Ways of transfer": draft.transfer_kinds,
    }
    return tuple(name for name, value in there.items() if not value)


def _drafts(
    session: Session, organisation: Organisation, ids: Iterable[int]
) -> dict[int, ResearchResult]:
    wanted = sorted(set(ids))
    if len(wanted) > MOST:
        raise TooManyDrafts(most=MOST)
    asked = select(ResearchResult).where(
        ResearchResult.organisation_id == organisation.id, col(ResearchResult.id).in_(wanted)
    )
    locked = session.exec(asked.order_by(col(ResearchResult.id)).with_for_update())
    found = {row.id: row for row in locked}
    if len(found) < len(wanted):
        raise NotFound
    for row in found.values():
        if row.stage not in publishing.OPEN:
            raise NoDraft(number=row.number)
    return found


def _read(said: Completion, industries: set[str], teams: set[int]) -> dict:
    if said.readiness is not None and said.readiness not in range(1, 10):
        raise NotReadiness(field="Readiness")
    if not industries.issuperset(said.industry_codes):
        raise Unclear(field="For industries")
    if said.team_id is not None and said.team_id not in teams:
        raise Unclear(field="Team")
    kinds = {chosen(TransferKind, kind, "Ways of transfer") for kind in said.transfer_kinds}
    return {
        "readiness": said.readiness,
        "transfer_kinds": [kind.value for kind in TransferKind if kind in kinds],
        "industry_codes": sorted(set(said.industry_codes)),
        "team_id": said.team_id,
    }


def _known_industries(session: Session, said: Sequence[Completion]) -> set[str]:
    wanted = {code for each in said for code in each.industry_codes}
    return set(session.exec(select(Industry.code).where(col(Industry.code).in_(wanted))))


def _known_teams(session: Session, organisation: Organisation) -> set[int]:
    kept = (ExpertTeam.organisation_id == organisation.id, col(ExpertTeam.is_active))
    return set(session.exec(select(ExpertTeam.id).where(*kept)))
