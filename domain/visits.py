"""Field visits: staff were at an organisation and what they found there, which may become a demand."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import select

from db.models import Organisation, Visit, VisitFinding
from db.vocabulary import Channel, Kind
from domain import demands
from domain.command import Act, command
from domain.demands import Receipt
from domain.errors import Missing, NotFound, Refused
from domain.permissions import intake_staff, keepers
from domain.written import line, paragraph

MOST_FINDINGS = 20


class NotYetVisited(Refused):
    message = "A visit is recorded once it has taken place."


class TooManyFindings(Refused):
    message = "There are too many findings: {most} at most for one visit."


class RaisedAlready(Refused):
    message = "This finding has become a demand already."


class NoEnterprise(Refused):
    message = "Demands are those of enterprises: this record is of another kind."


@command(Organisation, by=keepers)
def record(
    act: Act,
    organisation: Organisation,
    *,
    on: date | None,
    summary: str,
    with_whom: str = "",
    findings: Sequence[str] = (),
) -> int:
    """Record a field visit: when, with whom one spoke, what one learned, what was found wanting."""
    if on is None:
        raise Missing(field="Visited on")
    if on > act.today:
        raise NotYetVisited
    texts = [paragraph(each, most=1000, name="Finding") for each in findings if each.strip()]
    if len(texts) > MOST_FINDINGS:
        raise TooManyFindings(most=MOST_FINDINGS)
    visit = act.add(
        Visit(
            organisation_id=organisation.id,
            on=on,
            by_id=act.actor.id,
            with_whom=line(with_whom, most=200, name="Spoke with", required=False),
            summary=paragraph(summary, most=2000, name="What was learned"),
        )
    )
    act.session.add_all(VisitFinding(visit_id=visit.id, text=text) for text in texts)
    act.record(
        "visited",
        organisation,
        visit_id=visit.id,
        on=on.isoformat(),
        findings=len(texts),
    )
    return visit.id


@command(Organisation, by=intake_staff)
def raise_demand(
    act: Act,
    organisation: Organisation,
    *,
    finding_id: int,
    title: str,
    contact_name: str,
    contact_phone: str,
    body: str = "",
    contact_email: str = "",
) -> Receipt:
    """Turn a finding of a visit into a demand of the enterprise, received as any other."""
    if organisation.kind is not Kind.ENTERPRISE:
        raise NoEnterprise
    finding = _of(act, organisation, finding_id)
    if finding.demand_id is not None:
        raise RaisedAlready
    if not organisation.area_code:
        raise Missing(field="Area")
    receipt = demands.receive.run(
        act,
        channel=Channel.VISIT,
        title=title,
        body=body or finding.text,
        area_code=organisation.area_code,
        enterprise_id=organisation.id,
        enterprise_name=organisation.name,
        contact_name=contact_name,
        contact_phone=contact_phone,
        contact_email=contact_email,
    )
    finding.demand_id = receipt.demand_id
    act.record(
        "finding_raised",
        organisation,
        finding_id=finding.id,
        demand_id=receipt.demand_id,
        number=receipt.number,
    )
    return receipt


def _of(act: Act, organisation: Organisation, finding_id: int) -> VisitFinding:
    mine = (
        select(VisitFinding)
        .join(Visit, Visit.id == VisitFinding.visit_id)
        .where(VisitFinding.id == finding_id, Visit.organisation_id == organisation.id)
    )
    found = act.session.exec(mine).first()
    if found is None:
        raise NotFound
    return found
