"""Which organisations stood in the directory on a day, and which services they offered, for a price or without.

Of today the records tell. Of a day that is over the trail does: what was closed, opened, added, retired or given
another price since then is taken back.
"""

from datetime import date, datetime

from sqlalchemy import ColumnElement, CompoundSelect, Select, String
from sqlmodel import and_, cast, col, func, or_, select, union

from db.models import Event, Organisation, OrganisationMerge, ServiceProduct
from db.vocabulary import PriceKind
from domain import clock, clocks

_CLOSED = ("record_closed", "merged_into")
_TURNED = (*_CLOSED, "record_reopened", "merge_undone")
_PRICED = '["price_kind", '  # of which to which, in what an event keeps
_FREE = f'{_PRICED}"{PriceKind.PUBLIC_BENEFIT.value}", '
_PRODUCT = col(Event.particulars)["product_id"].as_integer()


def stood(on: date) -> ColumnElement[bool]:
    """The condition on `organisation` that its record stood open at the end of a day. One that was set up with the
    directory has no day on which it came, and stood there before."""
    if on >= clock.now().date():
        return col(Organisation.is_active)
    undone_here = col(Event.particulars)["into_id"].as_integer().is_not(None)  # not: into this one
    last = (
        select(Event.action)
        .where(
            Event.subject_kind == Organisation.__tablename__,
            Event.subject_id == Organisation.id,
            col(Event.action).in_(_TURNED),
            or_(Event.action != "merge_undone", undone_here),
            Event.at < clocks.end_of(on),
        )
        .order_by(col(Event.position).desc())
        .limit(1)
        .correlate(Organisation)
        .scalar_subquery()
    )
    is_seen = or_(col(Organisation.is_active), Organisation.version > 0)  # not on its way
    came = or_(is_undated(), col(Organisation.registered_on) <= on)
    return and_(is_seen, came, func.coalesce(last, "").not_in(_CLOSED))


def is_undated() -> ColumnElement[bool]:
    """Whether no record tells on which day an organisation came."""
    return col(Organisation.registered_on).is_(None)


def offered(on: date) -> ColumnElement[bool]:
    """The condition on `service_product` that it was offered at the end of a day, by whoever stood there then."""
    is_active = col(ServiceProduct.is_active)
    if on >= clock.now().date():
        return is_active
    since, its = clocks.end_of(on), col(ServiceProduct.id)
    is_later = its.in_(_changes(since, "product_added"))
    return and_(or_(is_active, its.in_(_changes(since, "product_retired"))), ~is_later)


def is_free(on: date) -> ColumnElement[bool]:
    """The condition on `service_product` that it was of public benefit at the end of a day: the first change of its
    price since then tells what it was before."""
    now = ServiceProduct.price_kind == PriceKind.PUBLIC_BENEFIT
    if on >= clock.now().date():
        return now
    told, its = cast(Event.particulars, String), col(ServiceProduct.id)
    priced = _changes(clocks.end_of(on), "product_changed").where(
        told.contains(_PRICED, autoescape=True)
    )
    firsts = priced.with_only_columns(func.min(Event.id)).group_by(_PRODUCT)
    was_free = select(_PRODUCT).where(
        col(Event.id).in_(firsts), told.contains(_FREE, autoescape=True)
    )
    return or_(its.in_(was_free), and_(now, its.not_in(priced)))


def _changes(since: datetime, action: str) -> Select:
    """The products of which this was told from a moment on."""
    return select(_PRODUCT).where(
        Event.subject_kind == Organisation.__tablename__,
        col(Event.subject_id).in_(_tellers()),
        Event.action == action,
        Event.at >= since,
        _PRODUCT.is_not(None),
    )


def _tellers() -> CompoundSelect:
    """The organisations whose trail tells of products: their own, and before a merge the closed record's."""
    return union(select(ServiceProduct.organisation_id), select(OrganisationMerge.merged_id))
