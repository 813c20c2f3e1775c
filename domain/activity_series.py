"""Series of activities: what returns under one name, such as the Legal Service Month."""

from db.activity_vocabulary import ActivityKind
from db.models import ActivitySeries, Area
from db.vocabulary import Kind
from domain.choices import chosen
from domain.command import Act, command
from domain.errors import Refused, Unclear
from domain.permissions import activity_keepers, activity_makers
from domain.written import line, paragraph


class SeriesEnded(Refused):
    message = "This series has ended."


@command(ActivitySeries, by=activity_makers, makes=True)
def begin(
    act: Act,
    *,
    name: str,
    kind: ActivityKind,
    name_en: str = "",
    summary: str = "",
    area_code: str | None = None,
) -> int:
    """Begin a series of activities; returns its id."""
    of_area = act.actor.area_code if act.actor.kind is Kind.SUB_PLATFORM else area_code
    if of_area is not None and act.session.get(Area, of_area) is None:
        raise Unclear(field="Area")
    series = act.add(
        ActivitySeries(
            kind=chosen(ActivityKind, kind, "Kind of activity"),
            organiser_id=act.actor.organisation_id,
            area_code=of_area,
            **_words(name, name_en, summary),
        )
    )
    act.record("series_begun", series, name=series.name)
    return series.id


@command(ActivitySeries, by=activity_keepers)
def change(
    act: Act, series: ActivitySeries, *, name: str, name_en: str = "", summary: str = ""
) -> None:
    """Say anew what a series is called and about."""
    if not series.is_active:
        raise SeriesEnded
    series.sqlmodel_update(_words(name, name_en, summary))
    act.record("series_changed", series, name=series.name)


@command(ActivitySeries, by=activity_keepers)
def end(act: Act, series: ActivitySeries) -> None:
    """End a series: nothing new is put into it; what was held stays."""
    if not series.is_active:
        raise SeriesEnded
    series.is_active = False
    act.record("series_ended", series, name=series.name)


def _words(name: str, name_en: str, summary: str) -> dict[str, str]:
    return {
        "name": line(name, most=80, name="Name of the series"),
        "name_en": line(name_en, most=120, name="Name in English", required=False),
        "summary": paragraph(summary, most=1000, name="What it is about", required=False),
    }
