"""Service menus of the small town: one month of a series, an offer of the law firm, its times."""

import itertools
from datetime import date, datetime, timedelta

from db.activity_vocabulary import ActivityKind
from db.engine import snapshot
from db.models import ServiceBooking
from db.vocabulary import ServiceField
from domain import activity_series
from domain.clock import LOCAL
from domain.command import perform
from domain.menu import bookings, menus
from domain.menu.menus import OfferPlan
from domain.permissions import PUBLIC
from tests.town import ID, LAWYERS

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=LOCAL)
MARCH = date(2026, 3, 1)
FIRST = datetime(2026, 3, 10, 9, 0, tzinfo=LOCAL)

_people = itertools.count(1)


def begun(**said) -> int:
    name = f"法律服务月{next(_people)}"
    kind = ActivityKind.LEGAL_SERVICE_MONTH
    series_id = perform(ID["organiser"], activity_series.begin, name=name, kind=kind)
    known = {"series_id": series_id, "month": MARCH} | said
    return perform(ID["organiser"], menus.begin, **known)


def offer_plan(**said) -> OfferPlan:
    known = {
        "title": "合同审查",
        "field": ServiceField.LAW_AND_RIGHTS,
        "provider_id": LAWYERS,
        "minutes": 45,
        "place": "市民中心三楼",
    }
    return OfferPlan(**(known | said))


def offered(menu_id: int, slots: int = 3, starts: datetime = FIRST, **said) -> int:
    """The id of an offer with so many times, an hour apart."""
    offer_id = perform(ID["organiser"], menus.offer, menu_id, plan=offer_plan(**said))
    at = [starts + timedelta(hours=n) for n in range(slots)]
    perform(ID["organiser"], menus.add_slots, menu_id, offer_id=offer_id, starts=at)
    return offer_id


def published(slots: int = 3, **said) -> int:
    """The id of a menu that can be booked."""
    menu_id = begun(**said)
    offered(menu_id, slots)
    perform(ID["organiser"], menus.publish, menu_id)
    return menu_id


def book(menu_id: int, slot_id: int, who=PUBLIC, **said) -> bookings.Receipt:
    """Somebody new books, for an enterprise of their own."""
    n = next(_people)
    known = {
        "person_name": f"来宾{n}",
        "phone": f"1385772{n:04d}",
        "email": f"guest{n}@example.com",
        "enterprise_name": f"温州来宾{n}号有限公司",
    }
    actor = ID[who] if isinstance(who, str) else who
    return perform(actor, bookings.book, menu_id, slot_id=slot_id, **(known | said))


def booking(booking_id: int) -> ServiceBooking:
    with snapshot() as session:
        return session.get_one(ServiceBooking, booking_id)
