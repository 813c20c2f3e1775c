"""Who looks after a match: the broker, and one person on either side."""

from sqlmodel import Session, literal, select

from db.models import Match, User, UserRole
from db.research_vocabulary import Side
from db.vocabulary import Role
from domain.command import Act, command
from domain.errors import Forbidden, Unclear
from domain.matchmaking.pipeline import ORDER, check
from domain.permissions import Person, allows, brokers, its_match, person
from domain.publishing import check_seen
from domain.records import NothingChanged
from domain.research_visible import is_broker, side_of, texts_visible_to

OF_SIDE = {Side.ENTERPRISE: "contact_id", Side.PROVIDER: "liaison_id"}
ROLES = {Side.ENTERPRISE: Role.ENTERPRISE, Side.PROVIDER: Role.UNIVERSITY_LIAISON}


@command(Match, by=its_match)
def entrust(
    act: Act,
    match: Match,
    *,
    broker_id: int | None = None,
    contact_id: int | None = None,
    liaison_id: int | None = None,
    version: int | None = None,
) -> None:
    """Say who looks after a match: each side names its own, the brokers one of theirs and of each side they may know.

    None leaves it as it is. `version`: the one that the form showed; whom somebody else has named meanwhile stays.
    """
    check(match, ORDER)  # its outcomes are asked for until two years after the agreement
    check_seen(match, version)
    keepers = {"broker_id": broker_id, "contact_id": contact_id, "liaison_id": liaison_id}
    new = {name: id for name, id in keepers.items() if id and id != getattr(match, name)}
    if not new:
        raise NothingChanged
    may_all = allows(brokers, act.actor, match)
    for side, column in OF_SIDE.items():
        if column in new and not _may_name(act, match, side, may_all=may_all):
            raise Forbidden  # before anybody is looked up: who is refused otherwise would tell the house
    if "broker_id" in new and not may_all:
        raise Forbidden
    for name, user_id in new.items():
        _check(act.session, match, name, user_id)
    match.sqlmodel_update(new)
    act.record("match_entrusted", match, of=sorted(new))


def knows(session: Session, person: Person, match: Match, side: Side) -> bool:
    """Whether somebody who sees the match may know whose name stands on that side."""
    house = literal(house_of(match, side))
    asked = select(Match.id).where(Match.id == match.id, texts_visible_to(person, house))
    return session.exec(asked).first() is not None


def house_of(match: Match, side: Side) -> int:
    """The organisation that stands on that side."""
    return match.enterprise_id if side is Side.ENTERPRISE else match.provider_id


def _may_name(act: Act, match: Match, side: Side, *, may_all: bool) -> bool:
    if side_of(act.actor, match) is side:
        return True
    return may_all and knows(act.session, act.actor, match, side)


def _check(session: Session, match: Match, name: str, user_id: int) -> None:
    """Raises Unclear for whoever is not of that side, or has left it."""
    user = session.get(User, user_id)
    if user is None or not user.is_active:
        raise Unclear(field="Looked after by")
    if name == "broker_id":
        if not is_broker(person(session, user_id)):
            raise Unclear(field="Looked after by")
        return
    side = next(side for side, column in OF_SIDE.items() if column == name)
    role = select(UserRole).where(UserRole.user_id == user_id, UserRole.role == ROLES[side])
    if side_of(user, match) is not side or session.exec(role).first() is None:
        raise Unclear(field="Looked after by")
