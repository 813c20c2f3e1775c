"""Who left neither an e-mail address nor registered with an account: nothing that is sent reaches them."""

from sqlalchemy import ColumnElement
from sqlmodel import and_, col

from db.models import ContestEntry, Registration, ServiceBooking

Row = type[Registration] | type[ServiceBooking] | type[ContestEntry]

# What whoever is registered has to hear: of the activity, and of their own registration.
OF_THOSE_WHO_COME = ("activity_moved", "activity_cancelled")
OF_PERSON = ("registration_promoted", "registration_approved", "registration_refused")


def unreached(row: Row) -> ColumnElement[bool]:
    """The condition on `registration`, `service_booking` or `contest_entry`."""
    return and_(col(row.email).is_(None), col(row.user_id).is_(None))


def is_unreached(row: Registration | ServiceBooking | ContestEntry) -> bool:
    """The same of one row."""
    return row.email is None and row.user_id is None
