"""Which results of a file the organisation has already: by DOI or number of the patent, else by the title."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session, select

from db.models import ResearchResult
from db.research_vocabulary import RecordStage
from domain.research_files.found import FoundResult
from domain.similarity import name_key


@dataclass(frozen=True)
class Known:
    """What a result is the same as: one that is kept, by its number, or an earlier row of the file."""

    number: str = ""
    row: int | None = None


def known(
    session: Session, organisation_id: int, results: Iterable[FoundResult]
) -> dict[int, Known]:
    """Row → what it is the same as, for those that are not new.

    Two results with a DOI or patent number each are told apart by it alone: a paper and a patent may have one title.
    """
    kept = select(
        ResearchResult.number,
        ResearchResult.title,
        ResearchResult.title_en,
        ResearchResult.source_key,
    ).where(
        ResearchResult.organisation_id == organisation_id,
        ResearchResult.stage != RecordStage.WITHDRAWN,  # what was taken back may come anew
    )
    seen = _Seen()
    for number, title, title_en, key in session.exec(kept):
        seen.add((title, title_en or ""), key, Known(number=number))
    found: dict[int, Known] = {}
    for each in results:
        titles = (each.title, each.title_en)
        same = seen.like(titles, each.source_key)
        if same:
            found[each.row] = same
        else:
            seen.add(titles, each.source_key, Known(row=each.row))
    return found


class _Seen:
    """The results met so far, by key and by title."""

    def __init__(self) -> None:
        self._by_key: dict[str, Known] = {}
        self._by_title: dict[str, list[tuple[str, Known]]] = {}

    def add(self, titles: tuple[str, str], key: str, what: Known) -> None:
        if key:
            self._by_key.setdefault(key, what)
        for title in _levelled(titles):
            self._by_title.setdefault(title, []).append((key, what))

    def like(self, titles: tuple[str, str], key: str) -> Known | None:
        if key and key in self._by_key:
            return self._by_key[key]
        for title in _levelled(titles):
            for other, what in self._by_title.get(title, ()):
                if not key or not other:
                    return what
        return None


def _levelled(titles: tuple[str, str]) -> set[str]:
    return {level for title in titles if (level := name_key(title))}
