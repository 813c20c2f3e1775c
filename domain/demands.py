"""Taking a demand in and sorting it: ask, receive, accept, decline, merge, classify, withdraw."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col, select

from db.activity_vocabulary import OriginWay
from db.models import Activity, Area, Demand, Organisation
from db.search import segmented
from db.vocabulary import (
    Channel,
    ClosingCode,
    DeclineReason,
    DemandType,
    Kind,
    Level,
    ServiceField,
    Stage,
    Timeliness,
)
from domain import clocks, limits, origins, supervision, tokens, topics
from domain.choices import chosen
from domain.command import Act, command
from domain.errors import InUse, Missing, NotFound, Refused, Unclear
from domain.identifiers import credit_code, dialled, email, phone
from domain.permissions import (
    anyone,
    dispatchers,
    intake_staff,
    its_enterprise,
    outside_intake_staff,
    receivers,
    visible_to,
)
from domain.workflow import Step, advance, check
from domain.written import line, paragraph

MAX_BODY = 4000
SAME_AGAIN = timedelta(hours=24)


class AskedAlready(Refused):
    message = "The same demand was received before, as number {number}. It need not be sent again."


class MergesIntoItself(Refused):
    message = "A demand cannot be merged with itself."


class HeldByThatUnit(Refused):
    message = (
        "This unit handles the demand, and a complaint never stays with the unit it is about: "
        "please have it returned and dispatched to another one first."
    )


class OtherEnterprise(Refused):
    message = "Demand {number} is another enterprise's: each is answered on its own, so they cannot be merged."


class MergeTargetClosed(Refused):
    message = "Demand {number} is no longer open: nothing can be merged into it."


class NotClassified(Refused):
    message = "Please classify the demand first."


@dataclass(frozen=True)
class Receipt:
    """What the enterprise takes away: the number, and the secret that opens it."""

    demand_id: int
    number: str
    secret: str


@command(Demand, by=anyone, makes=True)
def ask(act: Act, *, activity_id: int | None = None, **said) -> Receipt:
    """Ask for help on the public page, without signing in; the very same within a day is not taken twice.

    `activity_id` names the activity at which it came up.
    """
    enterprise_id = act.actor.organisation_id if act.actor.kind is Kind.ENTERPRISE else None
    channel = Channel.ACTIVITY if activity_id else Channel.WEB
    if activity_id:
        act.hold(Activity, activity_id)
    receipt = _take_in(act, channel=channel, **(said | {"enterprise_id": enterprise_id}))
    _refuse_if_asked_already(act, receipt.demand_id)
    if activity_id:
        origins.note(act, activity_id, OriginWay.FORM, demand_id=receipt.demand_id)
    return receipt


@command(Demand, by=receivers, makes=True)
def receive(act: Act, *, channel: Channel = Channel.HOTLINE, **said) -> Receipt:
    """Take a demand down for an enterprise that telephones, writes or is visited."""
    return _take_in(act, channel=chosen(Channel, channel, "Channel"), **said)


@command(Demand, by=intake_staff)
def accept(act: Act, demand: Demand, **classes) -> None:
    """Accept a demand and say what it is: type, field, area, time-limit class and level."""
    advance(demand, Step.ACCEPT)
    said = _classify(act, demand, **classes)
    act.record("accepted", demand, **said)
    clocks.refresh(act.session, demand)


@command(Demand, by=intake_staff + dispatchers)
def classify(act: Act, demand: Demand, **classes) -> None:
    """Change what a demand is; an open leg keeps its start and the pause it has earned."""
    check(demand, Step.CLASSIFY)
    said = _classify(act, demand, **classes)
    if demand.unit_id:
        said["limits"] = limits.as_json(limits.of(act.session, demand.timeliness))
    act.record("classified", demand, **said)
    clocks.refresh(act.session, demand)


@command(Demand, by=intake_staff)
def decline(act: Act, demand: Demand, *, reason: DeclineReason, text: str) -> None:
    """Decline a demand with a coded reason and a sentence for the enterprise."""
    advance(demand, Step.DECLINE)
    demand.decline_reason = chosen(DeclineReason, reason, "Reason")
    demand.closed_at = act.now
    words = paragraph(text, most=1000, name="Explanation")
    act.record("declined", demand, reason=demand.decline_reason.value, text=words)
    clocks.refresh(act.session, demand)


@command(Demand, by=intake_staff)
def merge(act: Act, demand: Demand, *, into: str) -> None:
    """Merge a repeated demand into an open one; the older one's clock stands."""
    target = _target(act, into)
    if target.id == demand.id:
        raise MergesIntoItself
    if not target.is_open:
        raise MergeTargetClosed(number=target.number)
    if not _is_of_one(demand, target):
        raise OtherEnterprise(number=target.number)
    act.changes(target.id)
    advance(demand, Step.MERGE)
    demand.merged_into_id = target.id
    demand.closing_code, demand.closed_at = ClosingCode.MERGED, act.now
    act.record("merged", demand, into=target.number, into_id=target.id)
    act.record("merged_here", target, number=demand.number, demand_id=demand.id)
    clocks.refresh(act.session, demand)


@command(Demand, by=its_enterprise + outside_intake_staff)
def withdraw(act: Act, demand: Demand, *, text: str) -> None:
    """Take a demand back before it is answered."""
    advance(demand, Step.WITHDRAW)
    act.topics |= topics.of(demand)
    demand.closing_code, demand.closed_at = ClosingCode.WITHDRAWN, act.now
    demand.waiting_until = None
    act.record("withdrawn", demand, text=paragraph(text, most=1000, name="Reason"))
    clocks.refresh(act.session, demand)


def _is_of_one(demand: Demand, other: Demand) -> bool:
    """Whether two demands are of one enterprise: by its record, else by the telephone or the name given."""
    if demand.enterprise_id and other.enterprise_id:
        return demand.enterprise_id == other.enterprise_id
    return (
        demand.contact_phone == other.contact_phone
        or demand.enterprise_name == other.enterprise_name
    )


def by_number(session: Session, number: str) -> Demand | None:
    return session.exec(select(Demand).where(Demand.number == number.strip())).first()


def search_text(demand: Demand) -> str:
    number = dialled(demand.contact_phone)
    return segmented(demand.number, demand.title, demand.enterprise_name, number, demand.body)


def _take_in(
    act: Act,
    *,
    channel: Channel,
    title: str,
    body: str,
    area_code: str,
    enterprise_name: str,
    contact_name: str,
    contact_phone: str,
    contact_email: str = "",
    enterprise_code: str = "",
    enterprise_id: int | None = None,
    language: str = "zh",
) -> Receipt:
    enterprise = _enterprise(act.session, enterprise_id, enterprise_code)
    if act.session.get(Area, area_code) is None:
        raise Missing(field="Area")
    if not contact_phone.strip():
        raise Missing(field="Phone")
    nonce = act.nonce or tokens.new_token()
    secret = tokens.spoken_secret(nonce)
    demand = Demand(
        number=_next_number(act),
        secret_hash=tokens.hashed(secret),
        enterprise_id=enterprise.id if enterprise else None,
        enterprise_name=enterprise.name
        if enterprise
        else line(enterprise_name, most=120, name="Enterprise"),
        contact_name=line(contact_name, most=40, name="Contact person"),
        contact_phone=phone(contact_phone),
        contact_email=email(contact_email) if contact_email.strip() else None,
        language=language,
        title=line(title, most=80, name="Subject"),
        body=paragraph(body, most=MAX_BODY, name="What it is about"),
        channel=channel,
        submitted_at=act.now,
        received_by_id=act.actor.id,
        area_code=area_code,
    )
    demand.search_text = search_text(demand)
    act.add(demand)
    act.record("submitted", demand, channel=channel.value, area=area_code)
    return Receipt(demand.id, demand.number, secret)


def _refuse_if_asked_already(act: Act, demand_id: int) -> None:
    """Compared once its number is counted: two who send the same at once come one after the other."""
    made = act.session.get_one(Demand, demand_id)
    same = select(Demand.number).where(
        Demand.contact_phone == made.contact_phone,
        Demand.title == made.title,
        Demand.body == made.body,
        Demand.id != made.id,
        Demand.submitted_at > act.now - SAME_AGAIN,
        col(Demand.stage).not_in((Stage.CLOSED, Stage.DECLINED)),
    )
    earlier = act.session.exec(same.order_by(col(Demand.id))).first()
    if earlier:
        raise AskedAlready(number=earlier)


def _enterprise(session: Session, enterprise_id: int | None, code: str) -> Organisation | None:
    """The record meant: by id from a list, else by a correct credit code; unknown codes are no obstacle."""
    if enterprise_id is not None:
        found = session.get(Organisation, enterprise_id)
        if found is None or found.kind is not Kind.ENTERPRISE:
            raise NotFound
        return found
    if not code.strip():
        return None
    known = select(Organisation).where(Organisation.credit_code == credit_code(code))
    return session.exec(known.where(Organisation.kind == Kind.ENTERPRISE)).first()


def _classify(
    act: Act,
    demand: Demand,
    *,
    type: DemandType,
    field: ServiceField,
    area_code: str,
    timeliness: Timeliness,
    level: Level,
    about_unit_id: int | None = None,
) -> dict:
    """Set the classes; return what changed hands, for the event."""
    act.topics |= topics.of(demand)  # those who lose it from their area see it go
    if act.session.get(Area, area_code) is None:
        raise Unclear(field="Area")
    if about_unit_id is not None and act.session.get(Organisation, about_unit_id) is None:
        raise Unclear(field="Unit complained about")
    if about_unit_id is not None and about_unit_id == demand.unit_id:
        raise HeldByThatUnit
    demand.type = chosen(DemandType, type, "Type")
    demand.field = chosen(ServiceField, field, "Field")
    demand.timeliness = chosen(Timeliness, timeliness, "Time-limit class")
    demand.level = chosen(Level, level, "Level")
    is_moved = demand.area_code != area_code
    demand.area_code, demand.about_unit_id = area_code, about_unit_id
    if is_moved:
        supervision.follow(act, demand)
    return {
        "type": demand.type.value,
        "field": demand.field.value,
        "area": area_code,
        "timeliness": demand.timeliness.value,
        "level": demand.level.value,
    }


def _target(act: Act, number: str) -> Demand:
    mine = select(Demand).where(Demand.number == number.strip(), visible_to(act.actor))
    try:  # two who merge crosswise do not wait for each other
        found = act.session.exec(mine.with_for_update(nowait=True)).first()
    except OperationalError:
        raise InUse from None
    if found is None:
        raise NotFound
    return found


def _next_number(act: Act) -> str:
    """Counted up within a year of Wenzhou: 2026-000123."""
    year = act.now.astimezone(clocks.LOCAL).year
    return f"{year}-{topics.next_in(act.session, f'number:{year}'):06d}"
