"""Merging two records of one organisation: everything that hangs on the one moves to the other, and can be moved back.

The merged record stays, closed, and leads to the other; its name is still found. Which rows were moved is kept with
the merge, so that undoing it puts back what came from there and leaves what has happened since.
"""

from sqlalchemy import Table, exists
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, SQLModel, col, delete, insert, literal, or_, select, update

from db.models import Demand, DuplicatePair, Leg, MovedRow, Organisation, OrganisationMerge
from db.upkeep_vocabulary import PairState
from domain import doubles, entries, ratings, record_fields, records
from domain.command import Act, command
from domain.errors import Forbidden, InUse, NotFound, Refused, Unclear
from domain.permissions import allows, keepers
from domain.record_fields import FIELDS, Value
from domain.records import PLATFORMS, PartOfPlatform
from domain.topics import DEMANDS, PEOPLE
from domain.written import line

# Every column that names an organisation, and moves with it.
MOVED = (
    "demand.enterprise_id",
    "demand.about_unit_id",
    "demand.unit_id",
    "leg.unit_id",
    "user_account.organisation_id",
    "service_product.organisation_id",
    "qualification.organisation_id",
    "expert_team.organisation_id",
    "expert.organisation_id",
    "duty.unit_id",
    "visit.organisation_id",
    "record_check.organisation_id",
    "change_proposal.organisation_id",
    "organisation_merge.into_id",
    "technical_need.enterprise_id",
    "research_result.organisation_id",
    "equipment.organisation_id",
    "match.enterprise_id",
    "match.provider_id",
    "figure_subscription.unit_id",
    "supervision_order.unit_id",
    "case_unit.unit_id",
    "case_decision.unit_id",
    "activity_series.organiser_id",
    "activity.organiser_id",
    "activity_partner.organisation_id",
    "registration.organisation_id",
    "docking_day.organiser_id",
    "docking_delegation.organisation_id",
    "follow_up.organisation_id",
    "activity_invitation.organisation_id",
    "invitation_declined.organisation_id",
    "contest.organiser_id",
    "contest_entry.organisation_id",
    "contest_entry.university_id",
    "contest_judge.organisation_id",
    "contest_tie.organisation_id",
    "contest_follow.organisation_id",
    "service_menu.organiser_id",
    "service_offer.provider_id",
    "service_booking.organisation_id",
)
# Of these there is one for each organisation and what is named here: what both have stays with the closed record.
ONCE = {
    "activity_invitation.organisation_id": ("activity_id",),
    "invitation_declined.organisation_id": (),
}
# Those that stay where they are, and why.
STAY = {
    "directory_entry.organisation_id": "written anew from the records",
    "organisation_tag.organisation_id": "the tags of both are put together",
    "organisation_merge.merged_id": "the merge itself",
    "digest.organisation_id": "tells of the week as it was",
    "figure_alert.unit_id": "tells of the figure as it was",
    "duplicate_pair.one_id": "decided by the merge",
    "duplicate_pair.other_id": "decided by the merge",
    "import_row.known_id": "tells of the file as it was",
    "import_row.organisation_id": "tells of the file as it was",
}


class ItselfOnly(Refused):
    message = "A record cannot be merged with itself."


class OtherKind(Refused):
    message = "These are records of different kinds; only records of one kind are merged."


class OtherCode(Refused):
    message = (
        "Two different credit codes are two organisations. If one of the codes is wrong, "
        "please put it right first."
    )


class MergedAlready(Refused):
    message = "This record was merged into another one already."


class NotMerged(Refused):
    message = "This record was not merged into another one."


@command(Organisation, by=keepers)
def merge(
    act: Act, organisation: Organisation, *, other_id: int, takes: tuple[str, ...] = ()
) -> None:
    """Merge another record of the same organisation into this one.

    `takes` are the fields whose values come from the other record; a field that is empty here takes them anyway.
    """
    other = _mergeable(act, organisation, other_id)
    if unknown := set(takes) - set(FIELDS):
        raise Unclear(field=min(unknown))
    code, tags = other.credit_code, record_fields.tags_of(act.session, other.id)
    dropped = doubles.drop(act.session, organisation.id, other.id)
    act.add(OrganisationMerge(merged_id=other.id, into_id=organisation.id))
    act.changes(*_orders_of(act.session, other.id))
    moved = {place: _move(act.session, place, other.id, organisation.id) for place in MOVED}
    other.is_active, other.is_merged, other.credit_code = False, True, None
    act.session.flush()
    changes = records.put(act, organisation, _taken(organisation, other, takes, code))
    _add_tags(act, organisation, tags, changes)
    _close_pairs(act.session, organisation.id, other.id)
    _settle(act, organisation, other)
    told = {place: many for place, many in moved.items() if many}
    act.record(
        "record_merged",
        organisation,
        other_id=other.id,
        name=other.name,
        moved=told,
        changes=changes,
    )
    act.record(
        "merged_into",
        other,
        into_id=organisation.id,
        name=organisation.name,
        code=code,
        **dropped,
    )


@command(Organisation, by=keepers)
def undo(act: Act, organisation: Organisation, *, reason: str) -> None:
    """Undo the merge of this record into another: what was moved goes back to it; the other's fields stay."""
    why = line(reason, most=200, name="Reason")
    made = act.session.get(OrganisationMerge, organisation.id)
    if made is None:
        raise NotMerged
    into = _locked(act.session, made.into_id)
    if not allows(keepers, act.actor, into):
        raise Forbidden
    act.changes(*_orders_of(act.session, into.id))
    for place in MOVED:
        _move_back(act.session, place, organisation.id, into.id)
    act.session.delete(made)
    organisation.is_active, organisation.is_merged = True, False
    act.session.flush()
    _take_code_back(act, organisation, into)
    _settle(act, into, organisation)
    act.record("merge_undone", organisation, into_id=into.id, name=into.name, reason=why)
    act.record("merge_undone", into, other_id=organisation.id, name=organisation.name, reason=why)


def leads_to(session: Session) -> dict[int, int]:
    """Each merged record with the one that took its place."""
    merges = select(OrganisationMerge.merged_id, OrganisationMerge.into_id)
    return dict(session.exec(merges).all())


def _mergeable(act: Act, organisation: Organisation, other_id: int) -> Organisation:
    if other_id == organisation.id:
        raise ItselfOnly
    other = _locked(act.session, other_id)
    if other is None or other.is_on_its_way:
        raise NotFound
    if not allows(keepers, act.actor, other):
        raise Forbidden
    if organisation.kind in PLATFORMS:
        raise PartOfPlatform
    if organisation.kind is not other.kind:
        raise OtherKind
    if {organisation.id, other.id} & leads_to(act.session).keys():
        raise MergedAlready
    if organisation.credit_code and other.credit_code:
        raise OtherCode
    return other


def _locked(session: Session, organisation_id: int) -> Organisation | None:
    """The record for this transaction alone; two people who merge crosswise do not wait for each other."""
    try:
        return session.get(Organisation, organisation_id, with_for_update={"nowait": True})
    except OperationalError:
        raise InUse from None


def _taken(
    organisation: Organisation,
    other: Organisation,
    takes: tuple[str, ...],
    code: str | None,
) -> dict[str, Value]:
    """The values that come from the other record: those chosen, and those that were missing here."""
    found: dict[str, Value] = {}
    for name in FIELDS:
        if name == "tags":
            continue
        value = code if name == "credit_code" else getattr(other, name)
        if value and (name in takes or not getattr(organisation, name)):
            found[name] = value
    return found


def _add_tags(act: Act, organisation: Organisation, tags: tuple[str, ...], changes: list) -> None:
    own = record_fields.tags_of(act.session, organisation.id)
    both = tuple(sorted({*own, *tags}))[: record_fields.MOST_TAGS]
    if both != own:
        changes += records.put(act, organisation, {"tags": both})


def _orders_of(session: Session, organisation_id: int) -> list[int]:
    """The orders that name an organisation as their enterprise, their unit or the unit of one of their legs."""
    named = or_(Demand.enterprise_id == organisation_id, Demand.unit_id == organisation_id)
    handled = select(Leg.demand_id).where(Leg.unit_id == organisation_id)
    return [
        *session.exec(select(Demand.id).where(named)),
        *session.exec(handled),
    ]


def _move(session: Session, place: str, source: int, target: int) -> int:
    """Let everything in one place name the target instead of the source, and keep which rows these were."""
    table, column = _column(place)
    key = next(iter(table.primary_key))
    which = select(literal(source), literal(place), key).where(column == source)
    if place in ONCE:
        other = table.alias()
        same = (other.c[each] == table.c[each] for each in ONCE[place])
        which = which.where(~exists().where(other.c[column.name] == target, *same))
    names = ["merged_id", "place", "row_id"]
    moved = session.execute(insert(MovedRow).from_select(names, which)).rowcount
    if moved:
        mine = select(MovedRow.row_id).where(MovedRow.merged_id == source, MovedRow.place == place)
        session.execute(
            update(table).where(column == source, key.in_(mine)).values({column: target})
        )
        session.expire_all()
    return moved


def _move_back(session: Session, place: str, merged_id: int, into_id: int) -> None:
    table, column = _column(place)
    key = next(iter(table.primary_key))
    mine = select(MovedRow.row_id).where(MovedRow.merged_id == merged_id, MovedRow.place == place)
    back = update(table).where(key.in_(mine), column == into_id)
    session.execute(back.values({column: merged_id}))
    session.expire_all()


def _column(place: str) -> tuple[Table, object]:
    name, column = place.split(".")
    table = SQLModel.metadata.tables[name]
    return table, table.c[column]


def _take_code_back(act: Act, organisation: Organisation, into: Organisation) -> None:
    """The credit code that the other record took over, and what both had, is this one's again."""
    found = records.last(act.session, organisation, "merged_into")
    code = found.particulars["code"] if found else None
    if code and into.credit_code == code:
        into.credit_code = None
        act.session.flush()
        organisation.credit_code = code
    doubles.put_back(act.session, organisation.id, found.particulars if found else {})


def _close_pairs(session: Session, kept_id: int, other_id: int) -> None:
    """The pair of the two is decided; others of the merged record are found again for the one that stays."""
    both = sorted((kept_id, other_id))
    decided = (DuplicatePair.one_id == both[0], DuplicatePair.other_id == both[1])
    session.execute(update(DuplicatePair).where(*decided).values(state=PairState.MERGED))
    names_it = or_(DuplicatePair.one_id == other_id, DuplicatePair.other_id == other_id)
    session.execute(delete(DuplicatePair).where(names_it, DuplicatePair.state == PairState.OPEN))


def _settle(act: Act, kept: Organisation, other: Organisation) -> None:
    """What depends on the rows that were moved: the ratings, the entries, the open pages of all concerned."""
    counted = ratings.count(act.session, (kept.id, other.id))
    for each in (kept, other):
        rated = counted.get(each.id, ratings.Rated(0, 0))
        each.rating_n, each.rating_good = rated.n, rated.good
        act.session.flush()
        entries.write_all_of(act.session, each)
    both = (kept.id, other.id)
    concerned = select(Demand.area_code).where(
        or_(col(Demand.enterprise_id).in_(both), col(Demand.unit_id).in_(both))
    )
    act.topics |= {f"area:{code}" for code in act.session.exec(concerned.distinct())}
    act.topics |= {f"{kind}:{id}" for kind in ("unit", "enterprise") for id in both}
    act.topics |= {DEMANDS, PEOPLE}
