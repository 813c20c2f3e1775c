"""The rules of the national title, each version as data: what it asks of a platform in a year, and from which year on.

A year is measured by the version that was in force in it, and the version is named beside every gauge. A newer version
is laid down by people (domain/title_versions.py); the years before it stay measured by theirs. Source: [MIIT17], the
rules for national demonstration platforms, 2017 No. 156.
"""

from dataclasses import dataclass

from db.assessment_vocabulary import Gauge


@dataclass(frozen=True)
class Wanted:
    """One condition of the title: at least so much in a year. `is_share`: between 0 and 1."""

    gauge: Gauge
    least: float
    is_share: bool = False


@dataclass(frozen=True)
class Rules:
    """One version. `name` and `name_zh`: as it is cited; `since`: the first year that it is for."""

    name: str
    name_zh: str
    since: int
    wanted: tuple[Wanted, ...]


# How each is counted, whatever a version asks of it. Enterprises and satisfaction are key figures of the year, whose
# definitions say it.
COUNTED = {
    Gauge.ORGANISATIONS: "Service organisations in the directory at the end of the year, or today",
    Gauge.PUBLIC_BENEFIT: "Services without a price, of all services offered at the end of the year, or today",
    Gauge.ACTIVITIES: "Activities at a place that were held and began in the year; those online alone are not counted",
    Gauge.MATCHING: "Docking days held in the year that are over",
}

VERSIONS = (
    Rules(
        "MIIT 2017 No. 156",
        "工信部企业〔2017〕156号",
        2017,
        (
            Wanted(Gauge.ENTERPRISES, 150),
            Wanted(Gauge.SATISFACTION, 0.8, is_share=True),
            Wanted(Gauge.ORGANISATIONS, 5),
            Wanted(Gauge.PUBLIC_BENEFIT, 0.2, is_share=True),
            Wanted(Gauge.ACTIVITIES, 8),
            Wanted(Gauge.MATCHING, 5),
        ),
    ),
)


def in_force(year: int, versions: tuple[Rules, ...] = VERSIONS) -> Rules | None:
    """The version that a year is measured by; none where there were no rules yet."""
    known = [each for each in versions if each.since <= year]
    return max(known, key=lambda each: each.since, default=None)
