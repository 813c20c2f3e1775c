"""Bringing research results from a file into the platform, as drafts of one organisation: all of them or none."""

from collections.abc import Sequence
from datetime import timedelta

from db.models import Organisation, Patent, ResearchResult
from db.research_vocabulary import Confidentiality
from domain import numbers, targets
from domain.command import Act, command
from domain.errors import Refused
from domain.permissions import house_keepers
from domain.research_files.found import FoundResult, RecordFault, checked
from domain.research_files.known import known
from domain.research_files.owners import RESEARCHERS, NoResearcher
from domain.research_files.placing import Place, placed
from domain.research_files.reading import MOST_RECORDS
from domain.results import search_text
from domain.written import line


class NothingNew(Refused):
    message = "All of these results are known already."


class TooManyRecords(Refused):
    message = "At most {most} records can be brought in at once."


class FaultInRow(Refused):
    message = "Row {row} cannot be taken: {field}."


@command(Organisation, by=house_keepers)
def bring_in(
    act: Act, organisation: Organisation, *, file: str, results: Sequence[FoundResult]
) -> int:
    """Bring in results of a house read from a file, as its drafts; returns how many were new."""
    if organisation.kind not in RESEARCHERS:
        raise NoResearcher
    if len(results) > MOST_RECORDS:
        raise TooManyRecords(most=MOST_RECORDS)
    name = line(file, most=120, name="File")
    sound = [_checked(each) for each in results]
    same = known(act.session, organisation.id, sound)
    new = [each for each in sound if each.row not in same]
    if not new:
        raise NothingNew
    places, lost = placed(act.session, organisation.id, new)
    for each in lost:
        raise FaultInRow(row=each.row, field=each.field)
    keys = numbers.drawn_many(act.session, ResearchResult, len(new))
    for key, each in zip(keys, new, strict=True):
        result = _enter(act, organisation, each, places[each.row], key)
        act.record("result_brought_in", result, file=name, row=each.row, source=each.source.value)
    act.record("results_brought_in", organisation, file=name, n=len(new), known=len(same))
    return len(new)


def _checked(found: FoundResult) -> FoundResult:
    try:
        return checked(found)
    except RecordFault as fault:
        raise FaultInRow(row=found.row, field=fault.field) from fault


def _enter(
    act: Act, organisation: Organisation, found: FoundResult, place: Place, key: int
) -> ResearchResult:
    result = act.add(
        ResearchResult(
            id=key,
            number=numbers.written("R", act.today, key),
            organisation_id=organisation.id,
            area_code=organisation.area_code,
            title=found.title,
            title_en=found.title_en or None,
            abstract=found.abstract,
            abstract_en=found.abstract_en or None,
            keywords=list(found.keywords),
            readiness=found.readiness,
            transfer_kinds=[each.value for each in found.transfer_kinds],
            price=found.price,
            conditions=found.conditions,
            industry_codes=list(place.industry_codes),
            team_id=place.team_id,
            targets=targets.stored(list(found.targets)),
            confidentiality=found.confidentiality or Confidentiality.OPEN,
            year=found.year,
            inventors=found.inventors,
            source=found.source,
            source_key=found.source_key,
            by_id=act.actor.id,
            # The house reads its drafts in the order of its file.
            created_at=act.now - timedelta(microseconds=found.row),
            listed_on=act.today,
        )
    )
    rights = {each.number: each for each in found.patents}
    act.session.add_all(
        Patent(
            result_id=result.id,
            number=each.number,
            name=each.name,
            kind=each.kind,
            state=each.state,
            filed_on=each.filed_on,
        )
        for each in rights.values()
    )
    result.search_text = search_text(result, rights)
    return result
