"""A folder of judged texts: needs, records, and which of them people found to fit.

docs.jsonl, queries.jsonl   one object a line: id, text; optional title, keywords, lang
qrels.tsv                   query, document, grade; no header
feedback.tsv                the same; what the engine may learn from (optional)
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

Grades = dict[str, dict[str, float]]  # query → document → grade


class Unreadable(Exception):
    """A folder that is not a judged collection; says which line of which file."""


@dataclass(frozen=True)
class Judged:
    """One collection. Texts are by id; a query without any relevant document is left out."""

    documents: dict[str, str]
    queries: dict[str, str]
    grades: Grades
    feedback: Grades = field(default_factory=dict)

    @property
    def lowest(self) -> float | None:
        """The grade that says "does not fit": none where all grades are the same."""
        every = {grade for row in self.grades.values() for grade in row.values()}
        return min(every) if len(every) > 1 else None


def read(folder: Path) -> Judged:
    """Read a folder; raises Unreadable."""
    documents = dict(_texts(folder / "docs.jsonl"))
    queries = dict(_texts(folder / "queries.jsonl"))
    grades = _grades(folder / "qrels.tsv", queries, documents)
    learnt = folder / "feedback.tsv"
    feedback = _grades(learnt, queries, documents) if learnt.exists() else {}
    asked = {
        id: text
        for id, text in queries.items()
        if any(grade > 0 for grade in grades.get(id, {}).values())
    }
    if not asked:
        raise Unreadable(f"{folder / 'qrels.tsv'}: no query has a relevant document")
    return Judged(documents, queries, {id: grades[id] for id in grades if id in asked}, feedback)


def _texts(path: Path) -> Iterator[tuple[str, str]]:
    for number, line in _lines(path):
        try:
            said = json.loads(line)
            keywords = said.get("keywords") or ()
            words = " ".join(keywords) if isinstance(keywords, list) else str(keywords)
            parts = (said.get("title") or "", said["text"] or "", words)
            yield str(said["id"]), "\n".join(part for part in parts if part)
        except (ValueError, KeyError, TypeError, AttributeError):
            raise Unreadable(f"{path}, line {number}: an object with id and text") from None


def _grades(path: Path, queries: dict[str, str], documents: dict[str, str]) -> Grades:
    found: Grades = {}
    for number, line in _lines(path):
        try:
            query, document, grade = line.split("\t")
            if query in queries and document in documents:
                found.setdefault(query, {})[document] = float(grade)
        except ValueError:
            raise Unreadable(f"{path}, line {number}: query, document, grade") from None
    return found


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        with path.open(encoding="utf-8-sig") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield number, line.rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise Unreadable(f"{path}: {error}") from None
