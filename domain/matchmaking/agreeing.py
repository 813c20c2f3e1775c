"""A side that has no account of its own agrees to show its name by telephone or letter: a broker writes it down.

Where somebody of the house could agree themselves, nobody does it for them.
"""

from datetime import date

from sqlmodel import Session, col, literal, select

from db.models import Match, User, UserRole
from db.research_vocabulary import AgreementWay, Side
from domain.choices import chosen
from domain.command import Act, command
from domain.errors import Forbidden, Missing, Refused, Unclear
from domain.matchmaking.keeping import ROLES
from domain.matchmaking.pipeline import ORDER, check, said_of
from domain.matchmaking.starting import AgreedAlready
from domain.permissions import Person, allows, brokers
from domain.research_visible import texts_visible_to


class AgreesItself(Refused):
    message = "This side has an account of its own: it agrees there itself."


@command(Match, by=brokers)
def agree_for(
    act: Act, match: Match, *, side: str, way: str, on: date | None, note: str = ""
) -> None:
    """Write down that a side without an account has agreed to show its name: how it said so, and on which day."""
    check(match, ORDER[:-1])
    whose = chosen(Side, side, "Which side")
    how = chosen(AgreementWay, way, "How they agreed")
    if not knows(act.session, act.actor, match, whose):
        raise Forbidden  # else the name would be opened by whoever wants to read it
    if agreed_at(match, whose) is not None:
        raise AgreedAlready
    if has_account(act.session, match, whose):
        raise AgreesItself
    if on is None:
        raise Missing(field="Agreed on")
    if on > act.today:
        raise Unclear(field="Agreed on")
    if whose is Side.ENTERPRISE:
        match.enterprise_agreed_at = act.now
    else:
        match.provider_agreed_at = act.now
    act.record(
        "match_agreed_for",
        match,
        side=whose.value,
        way=how.value,
        on=on.isoformat(),
        note=said_of(note),
    )


def may_agree_for(session: Session, person: Person, match: Match) -> tuple[Side, ...]:
    """The sides whose agreement this person may write down."""
    if match.stage not in ORDER[:-1] or not allows(brokers, person, match):
        return ()
    return tuple(
        side
        for side in Side
        if agreed_at(match, side) is None
        and not has_account(session, match, side)
        and knows(session, person, match, side)
    )


def agreed_at(match: Match, side: Side):
    """When a side has agreed, if it has."""
    return match.enterprise_agreed_at if side is Side.ENTERPRISE else match.provider_agreed_at


def has_account(session: Session, match: Match, side: Side) -> bool:
    """Whether somebody of that side could agree themselves."""
    found = (
        select(User.id)
        .join(UserRole, UserRole.user_id == User.id)
        .where(
            User.organisation_id == _house(match, side),
            col(User.is_active),
            UserRole.role == ROLES[side],
        )
    )
    return session.exec(found.limit(1)).first() is not None


def knows(session: Session, person: Person, match: Match, side: Side) -> bool:
    """Whether somebody who sees the match may know whose name stands on that side."""
    house = literal(_house(match, side))
    asked = select(Match.id).where(Match.id == match.id, texts_visible_to(person, house))
    return session.exec(asked).first() is not None


def _house(match: Match, side: Side) -> int:
    return match.enterprise_id if side is Side.ENTERPRISE else match.provider_id
