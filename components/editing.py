"""What a form was opened on: so that whoever saves it hears when somebody else has saved meanwhile."""

from typing import TypeVar

from components.submitting import is_drawn, remember, remembered

Read = TypeVar("Read")


def opened_on(form: str, now: Read, *, field: str) -> Read:
    """What stood when the form was first drawn; `now` is what stands now.

    `field` is the key of one of its fields: once that is gone, its reader has left the form, and it begins anew.
    """
    name = f"opened-{form}"
    if not is_drawn(field) or remembered(name) is None:
        remember(name, now)
    return remembered(name)


def reopened_on(form: str, now: object) -> None:
    """Its reader has been told what stands now: from here on they write on that."""
    remember(f"opened-{form}", now)
