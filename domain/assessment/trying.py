"""What a scheme is tried on: a month as it was published, so that only the scheme can move anybody.

What was recounted since would look like the scheme's doing. Only what the published text does not hold, a figure or a
graded item that its scheme did not ask for, is taken as it is known now.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from sqlmodel import Session, select

from db.models import AssessedMonth
from domain.assessment import freezing, inputs
from domain.assessment.scheme import Scheme
from domain.assessment.scoring import Place


def places(session: Session, month: date, scheme: Scheme) -> tuple[Place, ...]:
    """Every sub-platform's month with what a scheme asks for: as published, or as it is known now where it is not."""
    text = session.exec(select(AssessedMonth.document).where(AssessedMonth.month == month)).first()
    if not text:
        return inputs.places(session, month, scheme)
    published = freezing.read(text)
    held, wanted = ({item.key for item in each.items} for each in (published.scheme, scheme))
    known = published.places
    if wanted - held:
        now = {each.code: each for each in inputs.places(session, month, scheme)}
        known = tuple(_completed(each, now.get(each.code), held) for each in known)
    return tuple(_asked_for(each, wanted) for each in known)


def _completed(place: Place, now: Place | None, held: Collection[str]) -> Place:
    """With what was not asked for then, as it is known now."""
    if now is None:
        return place
    counted = {each: said for each, said in now.counted.items() if each.value not in held}
    marks = {key: said for key, said in now.marks.items() if key not in held}
    left_out = tuple(pair for pair in now.left_out if pair[0] not in held)
    return replace(
        place,
        counted=counted | dict(place.counted),
        marks=marks | dict(place.marks),
        left_out=(*place.left_out, *left_out),
    )


def _asked_for(place: Place, wanted: Collection[str]) -> Place:
    """With nothing but what a scheme asks for."""
    return replace(
        place,
        counted={each: said for each, said in place.counted.items() if each.value in wanted},
        marks={key: said for key, said in place.marks.items() if key in wanted},
        left_out=tuple(pair for pair in place.left_out if pair[0] in wanted),
    )
