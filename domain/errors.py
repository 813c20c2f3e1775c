"""
Why a command may be refused.

Refused
  ├ Forbidden         not this person's to do
  ├ NotFound          no such record, or not for this person: the two are told apart to nobody
  ├ AlreadyDone       the same form was sent before; it acted once
  ├ WrongStage        the demand has moved on
  ├ InUse             somebody else holds it at this moment
  ├ Missing, TooLong, Unclear   what was typed does not do
  └ …                 each rule's own, beside the rule
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Named:
    """A name in both languages, for a place in a refusal's message; where no language is asked for it is English."""

    zh: str
    en: str

    def __str__(self) -> str:
        return self.en


class Refused(Exception):
    """A rule says no. Not a fault: the message is shown to the person who tried.

    `message` is an English template, translated where it is shown; `values` fill its places.
    """

    message = "This cannot be done."

    def __init__(self, **values):
        super().__init__(self.message.format(**values) if values else self.message)
        self.values = values


class Forbidden(Refused):
    message = "You may not do this."


class NotFound(Refused):
    message = "There is no such record, or it is not open to you."


class AlreadyDone(Refused):
    message = "This has already been sent; it was done once."


class WrongStage(Refused):
    message = "This demand has already moved on. The page now shows where it stands."


class Missing(Refused):
    message = "Please fill in: {field}."


class TooLong(Refused):
    message = "{field} is too long: {most} characters at most."


class Unclear(Refused):
    message = "{field} is not one of the choices."


class Unreadable(Unclear):
    """A line of a field in which each line means something."""

    message = "{field}: “{line}” cannot be read. Please write it as the example in the field shows."


class InUse(Refused):
    message = "Somebody else is changing this at the moment. Please try again."


class TooOften(Refused):
    message = "Too many attempts. Please try again in {minutes} minutes."
