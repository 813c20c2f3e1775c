"""The months that were assessed in the demo year: a scheme for a small city, grades, publishing, the bulletins."""

from datetime import datetime, time, timedelta
from random import Random

from sqlmodel import select

from db.assessment_vocabulary import MarkGrade
from db.engine import snapshot
from db.models import Area
from domain import assessment_schemes, assessments, bulletins, clock
from domain.assessment import scheme as schemes
from domain.assessment.scheme import LAID_DOWN
from domain.command import perform
from domain.indicators.periods import month_after

MONTHS = 3
NAME = "演示城市月度考核方案"
LEASTS = (5, 3, 1)  # the demo city has few demands; a real one keeps those laid down
GRADES = (MarkGrade.EXCELLENT, MarkGrade.GOOD, MarkGrade.GOOD, MarkGrade.FAIR)


def assess(administrator: int, leader: int, rng: Random, now: datetime) -> None:
    """Publish the last months but the very last, which stays open for whoever tries it; and send their bulletins."""
    present = now.astimezone(clock.LOCAL).date().replace(day=1)
    first = month_after(present, -MONTHS - 1)
    with clock.stopped(_moment(first, 9)):
        document = schemes.written(LAID_DOWN)
        for group, least in zip(document["groups"], LEASTS, strict=True):
            group["least"] = least
        said = {"name": NAME, "valid_from": first, "document": document}
        scheme = perform(administrator, assessment_schemes.draft, **said)
        perform(leader, assessment_schemes.publish, scheme)
    for back in range(MONTHS, 0, -1):
        month = month_after(present, -back - 1)
        with clock.stopped(_moment(month_after(month, 1) + timedelta(days=4), 10)):
            _publish(administrator, leader, rng, month)


def _publish(administrator: int, leader: int, rng: Random, month) -> None:
    month_id = perform(leader, assessments.begin, month=month)
    with snapshot() as session:
        codes = session.exec(select(Area.code).order_by(Area.position)).all()
    for item in LAID_DOWN.qualities:
        for code in codes:
            for who in (administrator, leader):
                said = {"area_code": code, "item": item.key, "grade": rng.choice(GRADES).value}
                perform(who, assessments.mark, month_id, **said)
    perform(leader, assessments.freeze, month_id)
    bulletin = perform(administrator, bulletins.draw_up, month=month)
    perform(leader, bulletins.approve, bulletin, version=1)


def _moment(day, hour: int) -> datetime:
    return datetime.combine(day, time(hour), clock.LOCAL)
