"""Months that are assessed, and what is looked for in them."""

from datetime import date

from sqlmodel import select

from db.engine import snapshot
from db.models import AssessedMonth, AssessmentScheme, Event
from db.vocabulary import ClosingCode, Stage
from domain import (
    assessment_schemes,
    assessments,
)
from domain.assessment.scheme import LAID_DOWN, written
from domain.clock import LOCAL
from domain.command import perform
from domain.queries import assessment as queries
from domain.queries import notices
from tests.town import ID, LONGWAN, LUCHENG, person

DOCUMENT = written(LAID_DOWN)


def opened(month, who="leader"):
    return perform(ID[who], assessments.begin, month=month)


def mark(month_id, who="leader", grade="good", area=LONGWAN, item="reporting", **said):
    perform(ID[who], assessments.mark, month_id, area_code=area, item=item, grade=grade, **said)


def frozen(month):
    month_id = opened(month)
    perform(ID["leader"], assessments.freeze, month_id, even_unmarked=True)
    return month_id


def shown(month, who="leader"):
    with snapshot() as session:
        return queries.month(session, person(who), month)


def row(month_id):
    with snapshot() as session:
        return session.get(AssessedMonth, month_id)


def late(month):
    """(a sub-platform, an order of it that was answered too late in the month)."""
    with snapshot() as session:
        for area in (LONGWAN, LUCHENG):
            asked = (session, person("leader"), month, area, "on_time_closing")
            if found := queries.behind(*asked):
                assert queries.behind(session, person("longwan"), *asked[2:]) == ()
                return area, found[0]
    raise AssertionError("no order of this history was late")


def item_of(assessed, area, key="on_time_closing"):
    [place] = [each for each in assessed if each.code == area]
    return next(item for item in place.items if item.key == key)


def heard(who):
    with snapshot() as session:
        told = notices.notices(session, person(who)).told
    return [each.action for each in told if each.about in (notices.MONTH, notices.BULLETIN)]


def is_in(moment, month):
    return moment is not None and moment.astimezone(LOCAL).date().replace(day=1) == month


def is_live(demand):
    gone = (Stage.DECLINED, Stage.MERGED)
    return demand.stage not in gone and demand.closing_code != ClosingCode.WITHDRAWN


def draft(month: date, document, who="leader"):
    said = {"name": "2026年考核方案", "valid_from": month, "document": document}
    return perform(ID[who], assessment_schemes.draft, **said)


def redraft(scheme_id, month, document, version=None):
    said = {"name": "2026年考核方案（修订）", "valid_from": month, "document": document}
    perform(ID["leader"], assessment_schemes.redraft, scheme_id, version=version, **said)
    with snapshot() as session:
        assert session.get(AssessmentScheme, scheme_id).name == said["name"]


def many_events():
    with snapshot() as session:
        return len(session.exec(select(Event.id)).all())
