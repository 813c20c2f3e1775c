"""The story of names that were typed at an activity and of the records that they mean, told as those of stories.py."""

from datetime import datetime, timedelta

from sqlmodel import col, select

from db.engine import snapshot, transaction
from db.models import ChangeProposal, Organisation
from db.vocabulary import Kind
from domain import (
    activities,
    activity_origins,
    attendance,
    clock,
    merging,
    organisations,
    proposals,
    records,
)
from domain.clock import LOCAL
from domain.command import perform
from tests import happenings
from tests.domain.imports.files import as_csv, done, valves
from tests.town import ID, LUCHENG, VALVES

KNOWN, ENTERED, BROUGHT = "瓯江仪表", "瓯江包装", "龙湾第7号阀门"
ASKED, CHOSEN = "瓯江阀门", "瓯江阀业"


def names(story) -> None:
    """People came for enterprises by name: the records of these come to be, are named so, or are chosen."""
    story.at = datetime(2026, 11, 26, 9, tzinfo=LOCAL)
    with clock.stopped(story.at):
        activity = happenings.published(starts_at=story.at + timedelta(hours=1))
        came = [
            happenings.register(activity, enterprise_name=name).registration_id
            for name in (KNOWN, ENTERED, BROUGHT, ASKED, CHOSEN)
        ]
    story.later(hours=2)
    with clock.stopped(story.at):
        for each in came:
            perform(ID["organiser"], attendance.check_in, activity, registration_id=each)
        perform(ID["organiser"], activities.hold, activity)
    said = {"title": "现场诉求", "body": "请协调。", "contact_name": "林晓"}
    said |= {"contact_phone": "13857700001", "registration_id": came[-1]}
    said |= {"organisation_id": VALVES}
    story.do("organiser", activity_origins.raise_demand, activity, **said)
    known = story.do("intake", organisations.register, name=KNOWN, area_code=LUCHENG)
    fields = {"name": ENTERED, "area_code": LUCHENG}
    entered = story.do("intake", records.add, kind=Kind.ENTERPRISE, fields=fields)
    with clock.stopped(story.at), story.watch.around():
        done(as_csv(valves(1, start=7)))
    for change in (records.close, records.reopen):
        story.do("intake", change, known, reason="核对")
    for name in ("改名企业", ENTERED):
        story.do("intake", records.change, entered, fields={"name": name})
    _proposed(story)
    story.do("intake", merging.merge, VALVES, other_id=known)
    story.do("intake", merging.undo, known, reason="是两家")


def _proposed(story) -> None:
    """An enterprise asks for the name that somebody came by, and another industry."""
    fields = {"name": ASKED, "industry_code": "34"}
    with transaction() as session:  # one that is counted among the new ones
        session.get_one(Organisation, VALVES).registered_on = story.at.date()
    story.do("valves", proposals.propose, VALVES, fields=fields)
    with snapshot() as session:
        asked = select(ChangeProposal.id).where(col(ChangeProposal.decided_at).is_(None))
        proposal = session.exec(asked).one()
    said = {"proposal_id": proposal, "accept": ["name", "industry_code"]}
    story.do("intake", proposals.decide, VALVES, **said)
