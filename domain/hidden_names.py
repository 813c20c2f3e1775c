"""Texts that would tell a name that is to stay hidden: refused before others read them."""

import re
from collections.abc import Iterable, Iterator, Sequence

from sqlmodel import Session, col, or_, select

from db.models import Area, Demand, Expert, ExpertTeam, Organisation, Patent, ResearchResult, User
from db.models import TechnicalNeed as Need
from db.research_vocabulary import Confidentiality
from domain.errors import Refused
from domain.matching.segmenting import levelled
from domain.short_names import short_names, told
from domain.targets import names_of

LEAST = 2  # signs of a person's name; one sign stands in too many words
LEAST_NUMBER = 6  # signs of a number that a register knows
LEAST_BODY = 20  # signs of a demand; a shorter one may stand within other words by chance
MOST_PEOPLE = 500
_PARTED = re.compile("[，、；;,/]")


class TellsTheName(Refused):
    message = "The name is to stay hidden, but the text tells it. Please take it out: {name}."


class TellsTheDemand(Refused):
    message = (
        "The name is to stay hidden, but these are the words of the demand, and whoever handled it knows its "
        "enterprise. Please write title and problem in other words, or let the name be open."
    )


def check(session: Session, record: Need | ResearchResult) -> None:
    """Raises TellsTheName where a text that others will read tells whose it is: its name, also for short,
    how it is reached, its people, its team, an inventor, a patent by its number or its name; TellsTheDemand where it is
    that of the demand from which it has grown, by which whoever handled that would find it."""
    if record.confidentiality is Confidentiality.OPEN:
        return
    if isinstance(record, Need) and record.demand_id is not None:
        _check_demand(session, record)
    check_told(session, record, [text for text in _texts(record) if text])


def check_told(session: Session, record: Need | ResearchResult, texts: Sequence[str]) -> None:
    """Raises TellsTheName where one of these texts, which the other side will read, tells whose the record is."""
    check_told_of(session, [record], texts)


def check_told_of(
    session: Session, records: Iterable[Need | ResearchResult], texts: Sequence[str]
) -> None:
    """The same of several records, each house looked for once."""
    said, areas, owners = _joined(texts), _areas(session), set()
    for record in records:
        owner_id = record.enterprise_id if isinstance(record, Need) else record.organisation_id
        if owner_id not in owners:
            owners.add(owner_id)
            owner = session.get_one(Organisation, owner_id)
            _refuse(said, _names(session, owner))
            for name in short_names(owner.name, owner.name_en, areas):
                if any(told(text, name) for text in texts):
                    raise TellsTheName(name=name)
        _refuse(said, _of_result(session, record))


def _refuse(said: str, names: Iterable[str]) -> None:
    for name in names:
        if len(_joined([name])) >= LEAST and _joined([name]) in said:
            raise TellsTheName(name=name)


def _check_demand(session: Session, need: Need) -> None:
    demand = session.get_one(Demand, need.demand_id)
    title, body = _bare(demand.title), _bare(demand.body)
    problems = [_bare(each or "") for each in (need.problem, need.problem_en)]
    if title in (_bare(need.title), _bare(need.title_en or "")) or body in problems:
        raise TellsTheDemand
    if len(body) >= LEAST_BODY and any(body in each for each in problems):
        raise TellsTheDemand


def _bare(text: str) -> str:
    """Letters and figures alone, levelled: what is left however a text is written."""
    return "".join(each for each in levelled(text) if each.isalnum())


def _texts(record: Need | ResearchResult) -> list[str | None]:
    said = [record.title, record.title_en, *record.keywords]
    said += names_of(record.targets)
    if isinstance(record, Need):
        return [*said, record.problem, record.problem_en, record.tried]
    return [*said, record.abstract, record.abstract_en, record.conditions]


def _names(session: Session, owner: Organisation) -> Iterator[str]:
    """How the organisation and its people are called and reached."""
    yield from filter(None, (owner.name, owner.name_en, owner.credit_code, owner.contact_name))
    yield from filter(None, (owner.phone, owner.email, _site(owner.website)))
    people = select(User.name).where(User.organisation_id == owner.id, User.is_active)
    yield from session.exec(people.limit(MOST_PEOPLE))


def _of_result(session: Session, record: Need | ResearchResult) -> Iterator[str]:
    """Who has achieved a result, and by what a register would tell it."""
    if isinstance(record, Need):
        return
    yield from (part.strip() for part in _PARTED.split(record.inventors or ""))
    for patent in session.exec(select(Patent).where(Patent.result_id == record.id)):
        if len(patent.number) >= LEAST_NUMBER:
            yield patent.number
        if patent.name != record.title:  # it is told by its title then, which its owner has chosen
            yield patent.name
    if record.team_id is None:
        return
    team = session.get_one(ExpertTeam, record.team_id)
    yield from filter(None, (team.name, team.name_en))
    people = select(Expert.name, Expert.name_en).where(
        Expert.organisation_id == record.organisation_id,
        or_(Expert.team_id == team.id, col(Expert.team_id).is_(None)),
    )
    for names in session.exec(people.limit(MOST_PEOPLE)):
        yield from filter(None, names)


def _site(website: str | None) -> str:
    """The part of an address that is the organisation's own."""
    return re.sub("^(?:https?://)?(?:www[.])?", "", website or "").split("/")[0]


def _areas(session: Session) -> frozenset[str]:
    found = set()
    for name, name_en in session.exec(select(Area.name, Area.name_en)):
        found |= {name, name.rstrip("区县市"), name_en.lower()}
    return frozenset(found)


def _joined(texts: Iterable[str | None]) -> str:
    """Without spaces and capitals, so that a name is found however it is written."""
    return "".join("\n".join(filter(None, texts)).casefold().split())
