"""Bulletins of a month, and what is looked for in them."""

from datetime import timedelta
from io import BytesIO

from docx import Document
from sqlmodel import select

from db.engine import snapshot, transaction
from db.models import Bulletin, Demand, Survey, User
from db.vocabulary import ClosingCode, Satisfaction
from domain import assessments, bulletins
from domain.bulletin import orders
from domain.command import perform
from domain.queries import bulletins as queries
from domain.queries import notices
from tests.town import ID, person


def publish(month):
    month_id = perform(ID["leader"], assessments.begin, month=month)
    return perform(ID["leader"], assessments.freeze, month_id, even_unmarked=True)


def drawn(month, who="intake"):
    return perform(ID[who], bulletins.draw_up, month=month)


def edit(bulletin_id, who="editor", **said):
    seen = said.pop("seen", bulletins.words(row(bulletin_id)))
    perform(ID[who], bulletins.edit, bulletin_id, seen=seen, **said)


def approve(bulletin_id):
    said = {"version": row(bulletin_id).version}
    return perform(ID["leader"], bulletins.approve, bulletin_id, **said)


def row(bulletin_id):
    with snapshot() as session:
        return session.get(Bulletin, bulletin_id)


def shown(bulletin_id, who="leader"):
    with snapshot() as session:
        return queries.bulletin(session, person(who), bulletin_id)


def addresses(**by_name):
    with transaction() as session:
        for name, address in by_name.items():
            session.get_one(User, ID[name]).email = address


def heard(who):
    with snapshot() as session:
        told = notices.notices(session, person(who)).told
    return [each.action for each in told if each.about == notices.BULLETIN]


def delight(month):
    """Let an order of the history have been solved in this month to an enterprise's great satisfaction; its number."""
    asked = select(Demand, Survey).join(
        Survey, (Survey.demand_id == Demand.id) & (Survey.round == Demand.round)
    )
    with transaction() as session:
        demand, survey = session.exec(asked.order_by(Demand.id)).first()
        demand.closed_at = orders.moments(month)[0] + timedelta(days=2)
        demand.closing_code, demand.handled_minutes = ClosingCode.SOLVED, 1
        survey.satisfaction = Satisfaction.VERY_SATISFIED
        return demand.number


def red_head():
    paper = Document()
    paper.add_paragraph("红头文件 {{ title }}")
    kept = BytesIO()
    paper.save(kept)
    return kept.getvalue()


def ids():
    with snapshot() as session:
        return list(session.exec(select(Bulletin.id)))
