"""The order of the sub-platforms as a bulletin tells it, and what was corrected of it, or of the months before.

The order is that of the month's last correction at the moment of drawing (docs/bulletin.md); every correction says who
moved by it.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, or_, select

from db.assessment_vocabulary import RankedBy, Standing
from db.bulletin_vocabulary import BulletinStage
from db.models import AssessedMonth, AssessmentCorrection, Bulletin
from domain import clock
from domain.assessment import corrected, freezing, inputs, scoring
from domain.assessment.scheme import Scheme
from domain.assessment.scoring import Assessed
from domain.assessment_schemes import in_force
from domain.indicators.periods import month_after

Facts = Mapping[str, Any]


def told(session: Session, month: date) -> dict[str, Any]:
    """By which scheme and published text, every group in its order, and the corrections."""
    number, scheme, assessed, digest = _assessed(session, month)
    before = corrected.places(session, month_after(month, -1))
    return {
        "scheme_number": number,
        "digest": digest,
        "groups": _groups(scheme, assessed, before),
        "corrections": _corrections(session, month),
    }


def last_told(facts: Facts) -> int:
    """The number of the month's last correction that its order takes in; 0: as it was published."""
    own = (each for each in facts.get("corrections", ()) if each["month"] == facts["month"])
    return max((each["number"] for each in own), default=0)


def commended(facts: Facts) -> list[tuple[str, str]]:
    """Who is commended for what: (area's code, honour)."""
    return [
        (place["area"], honour)
        for group in facts["groups"]
        for place in group["places"]
        for honour in place["honours"]
    ]


def for_outside(facts: Facts) -> dict[str, Any]:
    """The same without yellow cards, without who is below the mark, without why something was corrected.

    The mark is known, so points would say who is below it, and so would a word for all the others: the standing is told
    of the excellent alone, and nobody's points.
    """
    groups = [
        group | {"places": [_place_outside(place) for place in group["places"]]}
        for group in facts["groups"]
    ]
    corrections = [
        each | {"reason": "", "moved": [_moved_outside(moved) for moved in each["moved"]]}
        for each in facts.get("corrections", ())
    ]
    return {"groups": groups, "corrections": corrections}


def _place_outside(place: Facts) -> dict[str, Any]:
    is_excellent = place["standing"] == Standing.EXCELLENT.value
    return dict(place) | {
        "has_card": False,
        "standing": place["standing"] if is_excellent else None,
        "total": None,
        "ranked_by": None,
        "change": None,
    }


def _moved_outside(moved: Facts) -> dict[str, Any]:
    less = {"has_card": False, "total": None}
    return {name: dict(moved[name]) | less for name in ("was", "now")} | {"area": moved["area"]}


def _assessed(session: Session, month: date) -> tuple[int, Scheme, Sequence[Assessed], str]:
    """As it stands after the last correction, with the digest of what was published; preliminary, without a digest,
    where the month is not."""
    text = corrected.document(session, month)
    if text:
        digest = session.exec(
            select(AssessedMonth.digest).where(AssessedMonth.month == month)
        ).one()
        found = freezing.read(text)
        return found.number, found.scheme, found.assessed, digest
    number, scheme = in_force(session, month)
    return number, scheme, scoring.assess(scheme, inputs.places(session, month, scheme)), ""


def _groups(
    scheme: Scheme, assessed: Sequence[Assessed], before: Mapping[str, Assessed]
) -> list[dict[str, Any]]:
    keys = [(each.key, each.name, each.name_en) for each in scheme.groups]
    found = []
    for key, name, name_en in [*keys, ("", "", "")]:
        inside = sorted(
            (each for each in assessed if each.group == key),
            key=lambda each: (each.rank or 99, -(each.total or 0)),
        )
        if inside:
            places = [_place(scheme, each, before.get(each.code)) for each in inside]
            found.append({"key": key, "name": name, "name_en": name_en, "places": places})
    return found


def _place(scheme: Scheme, each: Assessed, before: Assessed | None) -> dict[str, Any]:
    by = each.low if scheme.ranked_by is RankedBy.BOUND else each.total
    is_same_group = before is not None and before.group == each.group  # ranks of two do not compare
    return {
        "ranked_by": _text(by),
        "area": each.code,
        "rank": each.rank,
        "rank_before": before.rank if is_same_group else None,
        "of": each.of,
        "total": _text(each.total),
        "change": _text(each.change),
        "volume": each.volume,
        "standing": each.standing.value,
        "has_card": each.has_card,
        "honours": [honour.value for honour in each.honours],
    }


def _corrections(session: Session, month: date) -> list[dict[str, Any]]:
    """Those of the month itself, and those of months whose bulletin had been sent that no bulletin has told of yet."""
    earlier = aliased(AssessmentCorrection)
    sent = select(Bulletin.id).where(
        Bulletin.stage == BulletinStage.SENT,
        Bulletin.month >= AssessedMonth.month,
        Bulletin.month < month,
    )
    was_read = sent.where(Bulletin.month == AssessedMonth.month).exists()
    was_told = sent.where(Bulletin.drawn_at >= AssessmentCorrection.at).exists()
    rows = session.exec(
        select(AssessmentCorrection, AssessedMonth.month, AssessedMonth.document, earlier.document)
        .join(AssessedMonth, AssessedMonth.id == AssessmentCorrection.month_id)
        .outerjoin(
            earlier,
            (earlier.month_id == AssessmentCorrection.month_id)
            & (earlier.number == AssessmentCorrection.number - 1),
        )
        .where(or_(AssessedMonth.month == month, was_read & ~was_told))
        .order_by(col(AssessedMonth.month), col(AssessmentCorrection.number))
    )
    return [
        {
            "month": f"{of:%Y-%m}",
            "number": each.number,
            "on": f"{each.at.astimezone(clock.LOCAL):%Y-%m-%d}",
            "reason": each.reason,
            "moved": _moved(before or published, each.document),
        }
        for each, of, published, before in rows
    ]


def _moved(was: str, now: str) -> list[dict[str, Any]]:
    """Whose points, rank, card or commendation a correction made another."""
    before = {each.code: _stand(each) for each in freezing.read(was).assessed}
    after = {each.code: _stand(each) for each in freezing.read(now).assessed}
    return [
        {"area": code, "was": before[code], "now": stand}
        for code, stand in after.items()
        if code in before and stand != before[code]
    ]


def _stand(each: Assessed) -> dict[str, Any]:
    return {
        "total": _text(each.total),
        "rank": each.rank,
        "has_card": each.has_card,
        "honours": [honour.value for honour in each.honours],
    }


def _text(number) -> str | None:
    return None if number is None else str(number)
