"""The industries and the team that a file names, found among those that the platform knows."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from db.models import ExpertTeam, Industry
from domain.research_files.found import FoundResult


@dataclass(frozen=True)
class Place:
    """Where a result belongs."""

    industry_codes: tuple[str, ...] = ()
    team_id: int | None = None


@dataclass(frozen=True)
class Unplaced:
    """A word of a row that names nothing that is known."""

    row: int
    field: str  # as forms name it
    word: str


def placed(
    session: Session, organisation_id: int, results: Sequence[FoundResult]
) -> tuple[dict[int, Place], tuple[Unplaced, ...]]:
    """By row, where each result belongs; and what is not known. Industries by code or name, teams by name."""
    by_word = industries(session)
    teams = _teams(session, organisation_id)
    found, lost = {}, []
    for each in results:
        words = {word: by_word.get(word.casefold()) for word in each.industries}
        lost += [
            Unplaced(each.row, "For industries", word) for word, code in words.items() if not code
        ]
        team_id = teams.get(each.team.casefold())
        if each.team and team_id is None:
            lost.append(Unplaced(each.row, "Team", each.team))
        codes = tuple(sorted({code for code in words.values() if code}))
        found[each.row] = Place(codes, team_id)
    return found, tuple(lost)


def industries(session: Session) -> dict[str, str]:
    """By word in small letters, the industry that a code or a name means.

    All of them are read, some dozens, for databases do not agree on which letters are the small ones of others.
    """
    rows = session.exec(select(Industry.code, Industry.name, Industry.name_en))
    # Of a division and its only group with one name, the shorter code stands for both.
    found: dict[str, str] = {}
    for code, *names in sorted(rows, key=lambda row: (len(row[0]), row[0])):
        for word in (code, *names):
            found.setdefault(word.casefold(), code)
    return found


def _teams(session: Session, organisation_id: int) -> dict[str, int]:
    """By name in small letters, the teams of the house."""
    rows = session.exec(
        select(ExpertTeam.id, ExpertTeam.name, ExpertTeam.name_en).where(
            ExpertTeam.organisation_id == organisation_id, col(ExpertTeam.is_active)
        )
    )
    return {name.casefold(): key for key, *names in rows for name in names if name}
