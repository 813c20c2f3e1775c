"""Research results: what a team of a university or institute has achieved and would hand on to an enterprise."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, delete, select

from db.models import ExpertTeam, Industry, Organisation, Patent, ResearchResult
from db.research_vocabulary import Confidentiality, PatentKind, PatentState, TransferKind
from db.search import segmented
from domain import hidden_names, numbers, publishing, targets
from domain.choices import chosen
from domain.command import Act, command
from domain.errors import Forbidden, NotFound, Unclear
from domain.permissions import allows, brokers, engine, its_result, keepers, result_raisers
from domain.records import NothingChanged
from domain.research_files.owners import RESEARCHERS, NoResearcher
from domain.written import line, paragraph

MOST_PRICE = 2_000_000_000


@dataclass(frozen=True)
class PatentSaid:
    """A patent as it is given with a result."""

    number: str
    kind: str = PatentKind.INVENTION
    state: str = PatentState.GRANTED
    name: str = ""
    filed_on: date | None = None


@command(ResearchResult, by=result_raisers, makes=True)
def enter(
    act: Act,
    *,
    organisation_id: int | None = None,
    patents: Sequence[PatentSaid] = (),
    **said,
) -> int:
    """Enter a research result as a draft: a liaison officer their own, the platform's people for one in their area."""
    is_own = organisation_id in (None, act.actor.organisation_id)
    owner = act.session.get(Organisation, organisation_id or act.actor.organisation_id or 0)
    if owner is None:
        raise NotFound
    if not is_own and not allows(keepers, act.actor, owner):
        raise Forbidden
    if owner.kind not in RESEARCHERS:
        raise NoResearcher
    rights, key = _patents(patents), numbers.drawn(act.session, ResearchResult)
    result = ResearchResult(
        id=key,
        number=numbers.written("R", act.today, key),
        organisation_id=owner.id,
        area_code=owner.area_code,
        by_id=act.actor.id,
        created_at=act.now,
        listed_on=act.today,
        **_read(act.session, owner.id, **said),
    )
    result.search_text = search_text(result, [each["number"] for each in rights])
    act.add(result)
    _give(act.session, result, rights)
    act.record("result_entered", result)
    return result.id


@command(ResearchResult, by=its_result)
def change(
    act: Act,
    result: ResearchResult,
    *,
    patents: Sequence[PatentSaid] = (),
    version: int | None = None,
    **said,
) -> None:
    """Change a research result and its patents; a published one is reviewed again.

    `version`: the one that the form showed. What somebody else has changed since then is not written over.
    """
    publishing.check_seen(result, version)
    publishing.check(result, publishing.CHANGEABLE)
    values = _read(act.session, result.organisation_id, **said)
    rights = _patents(patents)
    parts = [name for name, value in values.items() if getattr(result, name) != value]
    if rights != _kept(act.session, result):
        parts.append("patents")
        _give(act.session, result, rights)
    if not parts:
        raise NothingChanged
    result.sqlmodel_update(values)
    result.search_text = search_text(result, [each["number"] for each in rights])
    publishing.changed(result)
    if result.stage not in publishing.OPEN:
        hidden_names.check(act.session, result)
    act.record("result_changed", result, fields=parts)


@command(ResearchResult, by=its_result)
def hand_in(act: Act, result: ResearchResult) -> None:
    """Hand in a research result for review."""
    hidden_names.check(act.session, result)
    publishing.hand_in(act, result)


@command(ResearchResult, by=brokers)
def publish(act: Act, result: ResearchResult) -> None:
    """Publish a reviewed research result for twelve months; not one's own text."""
    hidden_names.check(act.session, result)
    publishing.publish(act, result)


@command(ResearchResult, by=brokers)
def send_back(act: Act, result: ResearchResult, *, reason: str, code: str | None = None) -> None:
    """Send a research result back to be written better, and say why."""
    publishing.send_back(act, result, reason, code)


@command(ResearchResult, by=its_result)
def renew(act: Act, result: ResearchResult) -> None:
    """Keep a research result for another twelve months."""
    publishing.renew(act, result)


@command(ResearchResult, by=result_raisers, makes=True)
def renew_many(act: Act, *, ids: Iterable[int]) -> publishing.Tally:
    """Keep many research results for another twelve months, in one go; returns how many."""
    return publishing.renew_many(act, ResearchResult, its_result, ids)


@command(ResearchResult, by=its_result)
def keep_open(act: Act, result: ResearchResult) -> None:
    """Say that a research result goes on being offered after an agreement."""
    publishing.keep_open(act, result)


@command(ResearchResult, by=its_result)
def pause(act: Act, result: ResearchResult) -> None:
    """Offer a research result no more for a while; it keeps its last day."""
    publishing.pause(act, result)


@command(ResearchResult, by=its_result)
def resume(act: Act, result: ResearchResult) -> None:
    """Offer a paused research result again."""
    publishing.resume(act, result)


@command(ResearchResult, by=its_result)
def withdraw(act: Act, result: ResearchResult, *, reason: str) -> None:
    """Take a research result back."""
    publishing.withdraw(act, result, reason)


@command(ResearchResult, by=its_result)
def solve(act: Act, result: ResearchResult, *, note: str = "") -> None:
    """Say that a research result has been transformed."""
    publishing.solve(act, result, note)


@command(ResearchResult, by=engine)
def expire(act: Act, result: ResearchResult) -> None:
    """End the time of a research result whose last day is over."""
    publishing.expire(act, result)


@command(ResearchResult, by=engine)
def remind(act: Act, result: ResearchResult) -> None:
    """Note that a research result ends within fourteen days."""
    publishing.remind(act, result)


def search_text(result: ResearchResult, patent_numbers: Iterable[str] = ()) -> str:
    """The words by which a result is found; not whose it is: of one whose owner is hidden neither its inventors nor
    the numbers under which a register would tell it."""
    texts = (result.title, result.title_en, result.abstract, result.abstract_en)
    is_hidden = result.confidentiality is not Confidentiality.OPEN
    more = () if is_hidden else (result.inventors, *patent_numbers)
    figures = targets.shown(result.targets)
    return segmented(result.number, *texts, *result.keywords, *figures, *more)


def _read(
    session: Session,
    organisation_id: int,
    *,
    title: str,
    abstract: str = "",
    title_en: str = "",
    abstract_en: str = "",
    keywords: str = "",
    figures: str = "",
    industry_codes: Iterable[str] = (),
    readiness: int | None = None,
    transfer_kinds: Iterable[str] = (),
    conditions: str = "",
    price: int | None = None,
    year: int | None = None,
    inventors: str = "",
    team_id: int | None = None,
    confidentiality: Confidentiality = Confidentiality.OPEN,
) -> dict[str, Any]:
    """What was typed as columns of the result."""
    kinds = {chosen(TransferKind, kind, "Ways of transfer") for kind in transfer_kinds}
    team = session.get(ExpertTeam, team_id) if team_id else None
    if team_id and (team is None or team.organisation_id != organisation_id):
        raise Unclear(field="Team")
    english = paragraph(abstract_en, most=6000, name="Abstract in English", required=False)
    codes = sorted(set(industry_codes))
    known = session.exec(select(Industry.code).where(col(Industry.code).in_(codes))).all()
    if len(known) < len(codes):
        raise Unclear(field="For industries")
    return {
        "title": line(title, most=300, name="Title"),
        "title_en": line(title_en, most=300, name="Title in English", required=False) or None,
        "abstract": paragraph(abstract, most=6000, name="Abstract", required=not english),
        "abstract_en": english or None,
        "keywords": publishing.keywords(keywords),
        "targets": targets.stored(targets.read(figures)),
        "industry_codes": codes,
        "readiness": publishing.between(readiness, 1, 9, "Readiness"),
        "transfer_kinds": [kind.value for kind in TransferKind if kind in kinds],
        "conditions": paragraph(conditions, most=1000, name="Conditions", required=False),
        "price": publishing.between(price, 0, MOST_PRICE, "Price"),
        "year": publishing.between(year, 1950, 2100, "Year"),
        "inventors": line(inventors, most=400, name="Inventors", required=False),
        "team_id": team_id or None,
        "confidentiality": chosen(Confidentiality, confidentiality, "Confidentiality"),
    }


def _patents(said: Sequence[PatentSaid]) -> list[dict]:
    """The patents by their numbers; the last word about each."""
    found = {}
    for each in said:
        number = line(each.number, most=60, name="Patent number")
        found[number] = {
            "number": number,
            "name": line(each.name, most=200, name="Patent", required=False),
            "kind": chosen(PatentKind, each.kind, "Kind of patent"),
            "state": chosen(PatentState, each.state, "State of the patent"),
            "filed_on": each.filed_on,
        }
    return [found[number] for number in sorted(found)]


def _kept(session: Session, result: ResearchResult) -> list[dict]:
    rows = session.exec(
        select(Patent).where(Patent.result_id == result.id).order_by(col(Patent.number))
    )
    return [asdict(_said(row)) for row in rows]


def _said(row: Patent) -> PatentSaid:
    return PatentSaid(row.number, row.kind, row.state, row.name, row.filed_on)


def _give(session: Session, result: ResearchResult, rights: Iterable[dict]) -> None:
    session.exec(delete(Patent).where(col(Patent.result_id) == result.id))
    session.add_all(Patent(result_id=result.id, **each) for each in rights)
    session.flush()
