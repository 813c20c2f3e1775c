"""Technical needs: an enterprise's problem, told so that a laboratory can answer it, and published."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlmodel import Session

from db.activity_vocabulary import OriginWay
from db.models import Activity, Demand, Organisation, TechnicalNeed
from db.research_vocabulary import Confidentiality
from db.search import segmented
from db.vocabulary import Kind
from domain import hidden_names, numbers, origins, publishing, targets
from domain.choices import chosen
from domain.command import Act, command
from domain.errors import Forbidden, NotFound, Refused
from domain.permissions import (
    allows,
    brokers,
    demand_brokers,
    engine,
    its_need,
    keepers,
    need_raisers,
)
from domain.records import NothingChanged
from domain.written import line, paragraph

MOST_BUDGET = 2_000_000_000


class NoEnterprise(Refused):
    message = "A technical need belongs to an enterprise of the directory; this demand names none."


@command(TechnicalNeed, by=need_raisers, makes=True)
def enter(
    act: Act, *, enterprise_id: int | None = None, activity_id: int | None = None, **said
) -> int:
    """Enter a technical need as a draft: an enterprise its own, the platform's people for one in their area.

    `activity_id` names the activity at which it came up.
    """
    is_own = act.actor.kind is Kind.ENTERPRISE
    enterprise = _enterprise(act, act.actor.organisation_id if is_own else enterprise_id)
    if not is_own and not allows(keepers, act.actor, enterprise):
        raise Forbidden
    if activity_id:
        act.hold(Activity, activity_id)
    need_id = draft(act, enterprise, **said)
    if activity_id:
        origins.note(act, activity_id, OriginWay.FORM, need_id=need_id)
    return need_id


@command(Demand, by=demand_brokers)
def grow(act: Act, demand: Demand, **said) -> int:
    """Make a technical need out of a demand; what is not said anew is taken from the demand."""
    if demand.enterprise_id is None:
        raise NoEnterprise
    enterprise = _enterprise(act, demand.enterprise_id)
    values = values_of(act.session, **({"title": demand.title, "problem": demand.body} | said))
    need = make(act, enterprise, values, demand_id=demand.id)
    origins.hand_down(act, demand.id, need.id)
    act.record("need_grown", need)
    # Whoever handles the demand knows its enterprise: the need's number would tell them whose need it is.
    act.record("need_made", demand)
    return need.id


@command(TechnicalNeed, by=its_need)
def change(act: Act, need: TechnicalNeed, *, version: int | None = None, **said) -> None:
    """Change a technical need; a published one is reviewed again.

    `version`: the one that the form showed. What somebody else has changed since then is not written over.
    """
    publishing.check_seen(need, version)
    publishing.check(need, publishing.CHANGEABLE)
    values = values_of(act.session, **said)
    parts = [name for name, value in values.items() if getattr(need, name) != value]
    if not parts:
        raise NothingChanged
    need.sqlmodel_update(values)
    need.search_text = _search_text(need)
    publishing.changed(need)
    if need.stage not in publishing.OPEN:
        hidden_names.check(act.session, need)
    act.record("need_changed", need, fields=parts)


@command(TechnicalNeed, by=its_need)
def hand_in(act: Act, need: TechnicalNeed) -> None:
    """Hand in a technical need for review."""
    hidden_names.check(act.session, need)
    publishing.hand_in(act, need)


@command(TechnicalNeed, by=brokers)
def publish(act: Act, need: TechnicalNeed) -> None:
    """Publish a reviewed technical need for twelve months; not one's own text."""
    hidden_names.check(act.session, need)
    publishing.publish(act, need)
    need.broker_id = need.broker_id or act.actor.id


@command(TechnicalNeed, by=brokers)
def send_back(act: Act, need: TechnicalNeed, *, reason: str, code: str | None = None) -> None:
    """Send a technical need back to be written better, and say why."""
    publishing.send_back(act, need, reason, code)


@command(TechnicalNeed, by=its_need)
def renew(act: Act, need: TechnicalNeed) -> None:
    """Keep a technical need for another twelve months."""
    publishing.renew(act, need)


@command(TechnicalNeed, by=need_raisers, makes=True)
def renew_many(act: Act, *, ids: Iterable[int]) -> publishing.Tally:
    """Keep many technical needs for another twelve months, in one go; returns how many."""
    return publishing.renew_many(act, TechnicalNeed, its_need, ids)


@command(TechnicalNeed, by=its_need)
def keep_open(act: Act, need: TechnicalNeed) -> None:
    """Say that a technical need goes on being offered after an agreement."""
    publishing.keep_open(act, need)


@command(TechnicalNeed, by=its_need)
def pause(act: Act, need: TechnicalNeed) -> None:
    """Offer a technical need no more for a while; it keeps its last day."""
    publishing.pause(act, need)


@command(TechnicalNeed, by=its_need)
def resume(act: Act, need: TechnicalNeed) -> None:
    """Offer a paused technical need again."""
    publishing.resume(act, need)


@command(TechnicalNeed, by=its_need)
def withdraw(act: Act, need: TechnicalNeed, *, reason: str) -> None:
    """Take a technical need back."""
    publishing.withdraw(act, need, reason)


@command(TechnicalNeed, by=its_need)
def solve(act: Act, need: TechnicalNeed, *, note: str = "") -> None:
    """Say that a technical need is solved."""
    publishing.solve(act, need, note)


@command(TechnicalNeed, by=engine)
def expire(act: Act, need: TechnicalNeed) -> None:
    """End the time of a technical need whose last day is over."""
    publishing.expire(act, need)


@command(TechnicalNeed, by=engine)
def remind(act: Act, need: TechnicalNeed) -> None:
    """Note that a technical need ends within fourteen days."""
    publishing.remind(act, need)


def draft(act: Act, enterprise: Organisation, **said) -> int:
    """A new technical need of an enterprise, as a draft; returns its id."""
    need = make(act, enterprise, values_of(act.session, **said))
    act.record("need_entered", need)
    return need.id


def make(
    act: Act, enterprise: Organisation, values: dict, *, key: int | None = None, **more
) -> TechnicalNeed:
    """A draft of an enterprise, stored; `key`: one that was drawn for it already."""
    key = key or numbers.drawn(act.session, TechnicalNeed)
    need = TechnicalNeed(
        id=key,
        number=numbers.written("N", act.today, key),
        enterprise_id=enterprise.id,
        area_code=enterprise.area_code,
        by_id=act.actor.id,
        created_at=act.now,
        listed_on=act.today,
        **values,
        **more,
    )
    need.industry_code = need.industry_code or enterprise.industry_code
    need.search_text = _search_text(need)
    return act.add(need)


def values_of(
    session: Session,
    *,
    title: str,
    problem: str,
    title_en: str = "",
    problem_en: str = "",
    tried: str = "",
    figures: str = "",
    keywords: str = "",
    industry_code: str | None = None,
    least_readiness: int | None = None,
    budget: int | None = None,
    wanted_by: date | None = None,
    confidentiality: Confidentiality = Confidentiality.NAME_HIDDEN,
) -> dict[str, Any]:
    """What was typed as columns of the need."""
    return {
        "title": line(title, most=120, name="Title"),
        "title_en": line(title_en, most=200, name="Title in English", required=False) or None,
        "problem": paragraph(problem, most=4000, name="Problem"),
        "problem_en": paragraph(problem_en, most=4000, name="Problem in English", required=False)
        or None,
        "tried": paragraph(tried, most=2000, name="What was tried", required=False),
        "targets": targets.stored(targets.read(figures)),
        "keywords": publishing.keywords(keywords),
        "industry_code": publishing.industry(session, industry_code),
        "least_readiness": publishing.between(least_readiness, 1, 9, "Readiness"),
        "budget": publishing.between(budget, 0, MOST_BUDGET, "Budget"),
        "wanted_by": wanted_by,
        "confidentiality": chosen(Confidentiality, confidentiality, "Confidentiality"),
    }


def _enterprise(act: Act, enterprise_id: int | None) -> Organisation:
    found = act.session.get(Organisation, enterprise_id) if enterprise_id else None
    if found is None or found.kind is not Kind.ENTERPRISE:
        raise NotFound
    return found


def _search_text(need: TechnicalNeed) -> str:
    """Whose need it is never stands in it: a search that finds it would tell the name."""
    figures = targets.shown(need.targets)
    texts = (need.title, need.title_en, need.problem, need.problem_en, need.tried)
    return segmented(need.number, *texts, *need.keywords, *figures)
