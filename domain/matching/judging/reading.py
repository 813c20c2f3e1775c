"""A folder of judged texts: needs, records, and which of them people found to fit.

docs.jsonl, queries.jsonl   one object a line: id; text or title, or both; optional lang and further fields of words,
                            all of them searched, whether they stand beside these or in an object named fields;
                            those that name readiness, budget, industry, area, target figures or room in the team's
                            year are read as such where they can be (named.py). An id stands once in its file
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
from pathlib import Path

from domain.matching.judging import named
from domain.matching.judging.collection import Grades, Judged, Told, is_found, untold_of
from domain.matching.judging.named import NOWHERE, Places
from domain.matchmaking.fields import Fields

NAMED = ("id", "title", "text", "lang")
FIELDS = "fields"  # an object whose members are read as if they stood beside the others


class Unreadable(Exception):
    """A folder that is not a judged collection; says which line of which file."""


def read(folder: Path, places: Places = NOWHERE) -> Judged:
    """Read a folder; raises Unreadable. `places`: what is known by its name, of industries and areas."""
    documents, told_of_documents = _texts(folder / "docs.jsonl", places)
    queries, told_of_queries = _texts(folder / "queries.jsonl", places)
    grades, unknown = _grades(folder / "qrels.tsv", queries, documents)
    learnt = folder / "feedback.tsv"
    feedback, untold = _grades(learnt, queries, documents) if learnt.exists() else ({}, 0)
    asked = [id for id in queries if is_found(grades.get(id, {}))]
    if not asked:
        raise Unreadable(f"{folder / 'qrels.tsv'}: no query has a relevant document")
    if not any(is_found(untold_of(grades[id], feedback.get(id, {}))) for id in asked):
        raise Unreadable(f"{learnt}: it tells of every relevant document; none is left to find")
    return Judged(
        documents,
        queries,
        grades,
        feedback,
        unknown + untold,
        told_of_documents,
        told_of_queries,
    )


def _texts(path: Path, places: Places) -> tuple[dict[str, str], dict[str, Told]]:
    """All that each text says in words; and those of which a field is known."""
    found: dict[str, str] = {}
    told: dict[str, Told] = {}
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
        found[id] = _together(said)
        fields, left = named.taken_apart(said, places)
        if fields != Fields():
            told[id] = Told(_together(left), fields)
    if not found:
        raise Unreadable(f"{path}: nothing is in it")
    return found, told


def _together(said: Mapping[str, object]) -> str:
    """The words of an object, its title first."""
    more = (_words(said[name]) for name in said if name not in NAMED)
    parts = (_words(said.get("title")), _words(said.get("text")), *more)
    return "\n".join(part for part in parts if part)


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
    line = line.rstrip()  # a tab at its end, as spreadsheets leave them, begins no column
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
