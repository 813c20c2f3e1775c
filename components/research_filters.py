"""What needs and results are narrowed to beside words, area and industry, and how many were found by what."""

from components import address
from components.naming import naming
from components.reading import read
from components.texts import sentences, t, term
from db.research_vocabulary import Ripeness, TransferKind
from domain import topics
from domain.permissions import Person
from domain.queries import research_narrowing

SEEN = (topics.RESULTS, topics.MATCHES, topics.ORGANISATIONS)
WIDTH = 260


def seldom(
    person: Person, *, is_needs: bool
) -> tuple[Ripeness | None, TransferKind | None, int | None]:
    """Readiness; of results also the way of transfer and the house."""
    names = steps()
    step = address.one_of(
        "readiness",
        t("Readiness"),
        list(names),
        names.__getitem__,
        none=t("Every readiness"),
        width=WIDTH,
    )
    ripeness = Ripeness(step) if step else None
    if is_needs:
        return ripeness, None, None
    return ripeness, transfer(width=WIDTH), _house(person)


def transfer(*, width: int) -> TransferKind | None:
    """How a result may pass to an enterprise."""
    names = {each.value: term(each) for each in TransferKind}
    asked = address.one_of(
        "transfer",
        t("Ways of transfer"),
        list(names),
        names.__getitem__,
        none=t("Every way of transfer"),
        width=width,
    )
    return TransferKind(asked) if asked else None


def steps() -> dict[str, str]:
    """The steps of readiness by their codes."""
    return {each.value: term(each) for each in Ripeness}


def count(many: int, by_subject: int) -> str:
    """How many were found, and how many of them only fit by their subject."""
    if not by_subject:
        return t("{n} in all", n=many)
    return sentences(
        t("{n} in all.", n=many),
        t("In {n} of them not all words stand; they fit by their subject.", n=by_subject),
    )


def _house(person: Person) -> int | None:
    speak = naming()
    found = read(research_narrowing.houses, person, topics=SEEN)
    names = {str(each.id): speak(each.name, each.name_en) for each in found}
    asked = address.one_of(
        "house",
        t("University or institute"),
        list(names),
        names.__getitem__,
        none=t("Every university or institute"),
        width=WIDTH,
    )
    return int(asked) if asked else None
