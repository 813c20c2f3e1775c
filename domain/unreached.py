"""Who left neither an e-mail address nor registered with an account: nothing that is sent reaches them."""

from sqlalchemy import ColumnElement
from sqlmodel import and_, col

from db.models import Registration

# What whoever is registered has to hear: of the activity, and of their own registration.
OF_THOSE_WHO_COME = ("activity_moved", "activity_cancelled")
OF_PERSON = ("registration_promoted", "registration_approved", "registration_refused")


def unreached() -> ColumnElement[bool]:
    """The condition on `registration`."""
    return and_(col(Registration.email).is_(None), col(Registration.user_id).is_(None))


def is_unreached(registration: Registration) -> bool:
    """The same of one row."""
    return registration.email is None and registration.user_id is None
