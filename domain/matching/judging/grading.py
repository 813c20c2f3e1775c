"""How well the engine foretells grades, where there is something to learn from."""

import numpy as np

from db.research_vocabulary import FieldGroup
from domain.matching.grades import Beside, Grades, TooFew
from domain.matching.index import Index
from domain.matching.judging.collection import Judged
from domain.matching.judging.figures import graded_score
from domain.matchmaking.fields import GROUP_OF, Fields, parts


def middle(judged: Judged) -> float:
    """Above which grade a record was found to fit, by the grades that may be learnt from: zero if any is zero or lower,
    else the middle of them; a single grade above zero says that all fit."""
    grades = sorted({grade for row in judged.feedback.values() for grade in row.values()})
    if not grades or grades[0] <= 0 or len(grades) == 1:
        return 0.0
    return (grades[0] + grades[-1]) / 2


def graded(index: Index, judged: Judged) -> dict:
    """1 / (1 + mean absolute error) over the judged pairs that were not told, beside that of the best constant."""
    told = [(q, d, grade) for q, row in judged.feedback.items() for d, grade in row.items()]
    asked = [
        (q, d, grade)
        for q, row in judged.grades.items()
        for d, grade in row.items()
        if d not in judged.feedback.get(q, {})
    ]
    if not asked:
        return {}
    grades = [grade for *_, grade in asked]
    constant = float(np.median([grade for *_, grade in told]))
    found = {"graded_constant": round(graded_score([constant] * len(grades), grades), 4)}
    words = {id: judged.words_of_query(id) for id in judged.queries}
    model = Grades(index, words, _fields(judged))
    try:
        model.learn(told)
    except TooFew:
        return found | {"graded": None, "graded_because": "too few grades to learn from"}
    predicted = model.predict([(q, d) for q, d, _ in asked])
    return found | {"graded": round(graded_score(predicted, grades), 4)}


def _fields(judged: Judged) -> Beside:
    """What each group of fields says of a pair, and all of them together; nothing where no document has any."""
    if not judged.told_of_documents:
        return lambda *_: ()

    def beside(query: str, document: str) -> list[float]:
        ours, its = judged.told_of_queries.get(query), judged.told_of_documents.get(document)
        sums = dict.fromkeys(FieldGroup, 0.0)
        for part in parts(*(Fields() if told is None else told.fields for told in (ours, its))):
            sums[GROUP_OF[part.why]] += part.value
        return [*sums.values(), sum(sums.values())]

    return beside
