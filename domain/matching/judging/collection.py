"""One collection of judged texts in memory: needs, records, and which of them people found to fit."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.matchmaking.fields import Fields

Grades = dict[str, dict[str, float]]  # query → document → grade


@dataclass(frozen=True)
class Told:
    """What the engine is told of a text that has fields: the words without them, and the fields."""

    words: str
    fields: Fields


@dataclass(frozen=True)
class Judged:
    """One collection, texts by id; the grades of all queries that anybody judged.

    A document is relevant when its grade is above zero, as trec_eval has it. `told_of_documents` and
    `told_of_queries` hold those of which a field is known beside the words; rivals read all of it as words.
    """

    documents: dict[str, str]
    queries: dict[str, str]
    grades: Grades
    feedback: Grades = field(default_factory=dict)
    left_out: int = 0  # judgements of what is not in the folder
    told_of_documents: Mapping[str, Told] = field(default_factory=dict)
    told_of_queries: Mapping[str, Told] = field(default_factory=dict)

    def words_of_document(self, id: str) -> str:
        """The words by which the engine finds a document."""
        told = self.told_of_documents.get(id)
        return self.documents[id] if told is None else told.words

    def words_of_query(self, id: str) -> str:
        """The words by which the engine asks a query."""
        told = self.told_of_queries.get(id)
        return self.queries[id] if told is None else told.words

    @property
    def edge(self) -> float | None:
        """Above which grade a judged pair fits, where pairs are compared: zero if a grade is zero or lower, else the
        lowest; none where all grades say the same."""
        every = {grade for row in self.grades.values() for grade in row.values()}
        edge = max(min(every), 0.0)
        return edge if max(every) > edge else None


def is_found(grades: Mapping[str, float]) -> bool:
    """Whether a query with these grades has a relevant document, which a ranking can find or miss."""
    return any(grade > 0 for grade in grades.values())


def untold_of(grades: Mapping[str, float], told: Mapping[str, float]) -> dict[str, float]:
    """The grades of a query without those that feedback has told."""
    return {id: grade for id, grade in grades.items() if id not in told}
