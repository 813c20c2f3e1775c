"""A folder of judged texts: needs, records, and which of them people found to fit.

docs.jsonl, queries.jsonl   one object a line: id; text or title, or both; optional lang and further fields of words,
                            all of them searched, whether they stand beside these or in an object named fields. An
                            id stands once in its file
qrels.tsv                   query, document, grade; no header; of a pair that stands twice the last line counts. A
                            line of four columns is one of TREC: what stands second in it is passed over
feedback.tsv                the same; what the engine may learn from (optional, may be empty)

A byte-order mark, empty lines, either sort of line ends and spaces around an id are all right. Judgements of queries or
documents that are not in the folder are counted and left out. A query of which no document is relevant has no ranking
that could be good or bad; its judged pairs are compared with those of the others all the same.
"""

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

NAMED = ("id", "title", "text", "lang")
FIELDS = "fields"  # an object whose members are read as if they stood beside the others
Grades = dict[str, dict[str, float]]  # query → document → grade


class Unreadable(Exception):
    """A folder that is not a judged collection; says which line of which file."""


@dataclass(frozen=True)
class Judged:
    """One collection, texts by id; the grades of all queries that anybody judged.

    A document is relevant when its grade is above zero, as trec_eval has it.
    """

    documents: dict[str, str]
    queries: dict[str, str]
    grades: Grades
    feedback: Grades = field(default_factory=dict)
    left_out: int = 0  # judgements of what is not in the folder

    @property
    def edge(self) -> float | None:
        """Above which grade a judged pair fits, where pairs are compared: zero if a grade is zero or lower, else the
        lowest; none where all grades say the same."""
        every = {grade for row in self.grades.values() for grade in row.values()}
        edge = max(min(every), 0.0)
        return edge if max(every) > edge else None


def read(folder: Path) -> Judged:
    """Read a folder; raises Unreadable."""
    documents = _texts(folder / "docs.jsonl")
    queries = _texts(folder / "queries.jsonl")
    grades, unknown = _grades(folder / "qrels.tsv", queries, documents)
    learnt = folder / "feedback.tsv"
    feedback, untold = _grades(learnt, queries, documents) if learnt.exists() else ({}, 0)
    asked = [id for id in queries if is_found(grades.get(id, {}))]
    if not asked:
        raise Unreadable(f"{folder / 'qrels.tsv'}: no query has a relevant document")
    if not any(is_found(untold_of(grades[id], feedback.get(id, {}))) for id in asked):
        raise Unreadable(f"{learnt}: it tells of every relevant document; none is left to find")
    return Judged(documents, queries, grades, feedback, unknown + untold)


def is_found(grades: Mapping[str, float]) -> bool:
    """Whether a query with these grades has a relevant document, which a ranking can find or miss."""
    return any(grade > 0 for grade in grades.values())


def untold_of(grades: Mapping[str, float], told: Mapping[str, float]) -> dict[str, float]:
    """The grades of a query without those that feedback has told."""
    return {id: grade for id, grade in grades.items() if id not in told}


def _texts(path: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for number, line in _lines(path):
        try:
            said = _level(json.loads(line))
            id = _id(said["id"])
            if not {"text", "title"} & said.keys():
                raise KeyError
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise Unreadable(
                f"{path}, line {number}: expected an object with id, and text or title"
            ) from None
        if id in found:
            raise Unreadable(f"{path}, line {number}: the id {id} stands here a second time")
        more = (_words(said[name]) for name in said if name not in NAMED)
        parts = (_words(said.get("title")), _words(said.get("text")), *more)
        found[id] = "\n".join(part for part in parts if part)
    if not found:
        raise Unreadable(f"{path}: nothing is in it")
    return found


def _level(said: dict) -> dict:
    """The object with the members of its fields beside the others; a name that stands in both is taken from outside,
    unless it says nothing there."""
    fields = said.get(FIELDS)
    if not isinstance(fields, dict):
        return said
    own = {
        name: each
        for name, each in said.items()
        if name == "id" or name not in fields or _words(each)
    }
    own.pop(FIELDS, None)
    return fields | own


def _id(said: object) -> str:
    """As judgements name it: without spaces around it. Raises TypeError."""
    if isinstance(said, bool) or not isinstance(said, str | int):
        raise TypeError
    return str(said).strip()


def _words(said: object) -> str:
    """What a field says in words; numbers and the like are not searched."""
    if isinstance(said, str):
        return said
    if isinstance(said, dict):
        said = list(said.values())
    if isinstance(said, list):
        return " ".join(filter(None, map(_words, said)))
    return ""


def _grades(path: Path, queries: dict[str, str], documents: dict[str, str]) -> tuple[Grades, int]:
    """Grades by query and document, and how many lines tell of what is not in the folder."""
    found: Grades = {}
    unknown = 0
    for number, line in _lines(path):
        try:
            query, document, written = _judgement(line)
            grade = float(written)
            if not math.isfinite(grade):
                raise ValueError
        except ValueError:
            raise Unreadable(
                f"{path}, line {number}: expected query, document and grade (a number), with tabs between"
            ) from None
        if query in queries and document in documents:
            found.setdefault(query, {})[document] = grade
        else:
            unknown += 1
    return found, unknown


def _judgement(line: str) -> tuple[str, str, str]:
    """Query, document and grade as they are written; raises ValueError."""
    parts = [part.strip() for part in line.split("\t")] if "\t" in line else line.split()
    if len(parts) == 4:
        del parts[1]
    elif "\t" not in line:
        raise ValueError
    query, document, grade = parts
    return query, document, grade


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        with path.open(encoding="utf-8-sig") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield number, line.rstrip("\r\n")
    except UnicodeDecodeError:
        raise Unreadable(f"{path}: not written in UTF-8") from None
    except OSError as error:
        raise Unreadable(f"{path}: {error.strerror}") from None
