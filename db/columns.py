"""Column types the tables share.

Moments need none: SQLModel stores an aware datetime as UTC and gives it back aware.
"""

from enum import StrEnum

from sqlalchemy import Enum


def one_of(choices: type[StrEnum], *, name: str = "") -> Enum:
    """A column that holds one word of a closed list, and that the database refuses otherwise.

    `name`: of its check, where a table has two columns of one list.
    """
    return Enum(
        choices,
        values_callable=lambda members: [member.value for member in members],
        native_enum=False,
        create_constraint=True,
        validate_strings=True,
        length=32,
        name=name or choices.__name__.lower(),
    )
