"""What the demo city's enterprises look for, and what its universities have achieved, through the real commands."""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from random import Random

from sqlmodel import col, select

from db.engine import snapshot
from db.models import ExpertTeam, Match, Organisation, ResearchResult, TechnicalNeed, User, UserRole
from db.research_vocabulary import (
    Confidentiality,
    MatchStage,
    PatentKind,
    PatentState,
    RecordStage,
    TransferKind,
)
from db.vocabulary import Role
from domain import clock, needs, results
from domain.command import perform
from domain.matchmaking import pipeline, starting
from domain.permissions import ENGINE
from domain.queries.proposals import results_for
from domain.results import PatentSaid
from seed import research_days, research_decisions, research_house_day, research_steps
from seed.facts import Words
from seed.keeping import Keeper
from seed.town import Known, Town
from seed.year import Progress

NEEDS, RESULTS, MATCHES, UNNAMED = 60, 200, 20, 8
VISIT = Words("约定双方见面时间", "Arrange a meeting of both sides")
SAMPLE = Words("寄送样件并试验", "Send samples and test them")
DAYS = 300  # of the demo year in which they came
WAITING, DRAFTS = 0.06, 0.05  # shares that wait for a review, that are drafts
ONLY_ENGLISH = 0.2  # of the results
STAGES = ("小试", "中试", "样机", "批量应用")
STAGES_EN = ("laboratory", "pilot", "prototype", "serial")
BUDGETS = (50_000, 100_000, 200_000, 300_000, 500_000, 800_000)
AFTERWARDS = (research_days, research_house_day, research_steps, research_decisions)


@dataclass(frozen=True)
class Liaison:
    """Who brings in the results of one university."""

    user_id: int
    organisation_id: int
    teams: tuple[int, ...]


def live(keeper: Keeper, rng: Random, town: Town, *, progress: Progress) -> None:
    """Let needs and results come over the year, in the order of their days, and what comes of them."""
    liaisons = _liaisons()
    acts = [(_moment(keeper, rng), "need", n) for n in range(NEEDS)]
    acts += [(_moment(keeper, rng), "result", n) for n in range(RESULTS)]
    needed, achieved = _needs(rng, town.enterprises), _results(rng)
    for n, (at, what, _) in enumerate(sorted(acts)):
        progress(n / len(acts) / 2)
        if what == "need":
            _need(keeper, rng, town, at, *next(needed))
        else:
            _result(keeper, rng, town, at, rng.choice(liaisons), next(achieved))
    after = (
        partial(_bring_together, keeper, rng, town, liaisons),
        *(partial(each.live, keeper, rng, town) for each in AFTERWARDS),
    )
    for n, step in enumerate(after):
        progress(0.5 + n / len(after) / 2)
        step()


def _bring_together(keeper: Keeper, rng: Random, town: Town, liaisons: Sequence[Liaison]) -> None:
    """Some of what fits best has been brought together since, and has come differently far."""
    broker = town.desk[Role.INTAKE][0]
    by_house = {each.organisation_id: each.user_id for each in liaisons}
    with snapshot() as session:
        published = TechnicalNeed.stage == RecordStage.PUBLISHED
        asked = select(TechnicalNeed.id, TechnicalNeed.confidentiality).where(published)
        rows = session.exec(asked.order_by(TechnicalNeed.created_at, TechnicalNeed.id)).all()
    named = [need_id for need_id, secret in rows if secret is Confidentiality.OPEN]
    others = [need_id for need_id, secret in rows if secret is not Confidentiality.OPEN]
    for need_id in [*named[:MATCHES], *rng.sample(others, min(UNNAMED, len(others)))]:
        with snapshot() as session:
            found = results_for(session, ENGINE, need_id)
            best = rng.choice(found.shown[:3])
            owner = session.get_one(ResearchResult, best.id)
        begun = keeper.until - timedelta(days=rng.randint(40, 120))  # all of its steps are over
        with clock.stopped(begun):
            both = {"need_id": need_id, "result_id": best.id}
            match_id = perform(broker, starting.start, **both)
        _carry(keeper, rng, match_id, broker, by_house[owner.organisation_id], begun)


def _carry(
    keeper: Keeper, rng: Random, match_id: int, broker: int, liaison: int, begun: datetime
) -> None:
    """One match on its way; an enterprise without an account lets the broker tell its agreement."""
    at = begun + timedelta(days=rng.randint(1, 12))
    far = rng.choice((0, 1, 2, 2, 3, 4, 4, 5))
    with snapshot() as session:
        is_named = session.get_one(Match, match_id).is_named
    if far >= 1:
        with clock.stopped(at):
            planned = {"next_action": keeper.say(VISIT), "next_on": _soon(keeper, rng)}
            perform(broker, pipeline.advance, match_id, to=MatchStage.CONTACTED, **planned)
    if not is_named:
        return
    for stage in pipeline.STEPS[1:far]:
        with clock.stopped(at := at + timedelta(days=rng.randint(2, 6))):
            planned = {"next_action": keeper.say(SAMPLE), "next_on": _soon(keeper, rng)}
            perform(liaison, pipeline.advance, match_id, to=stage, **planned)
    if far >= 4:
        with clock.stopped(at := at + timedelta(days=3)):
            value = rng.choice(BUDGETS)
            perform(broker, pipeline.sign, match_id, value=value, on=at.date())
            if far >= 5:
                perform(liaison, pipeline.transform, match_id)
    elif rng.random() < 0.25:
        with snapshot() as session:
            reasons = pipeline.REASONS[session.get_one(Match, match_id).stage]
        with clock.stopped(at + timedelta(days=2)):
            perform(broker, pipeline.decline, match_id, reason=rng.choice(reasons))


def _soon(keeper: Keeper, rng: Random) -> date:
    return keeper.until.date() + timedelta(days=rng.randint(-2, 12))


def _need(
    keeper: Keeper, rng: Random, town: Town, at: datetime, enterprise: Known, said: dict
) -> None:
    keeper_id = rng.choice(keeper.local[enterprise.area_code])
    with clock.stopped(at):
        made = perform(keeper_id, needs.enter, enterprise_id=enterprise.id, **_in(keeper, said))
    _to_the_public(rng, town, at, keeper_id, needs, made)


def _result(
    keeper: Keeper, rng: Random, town: Town, at: datetime, liaison: Liaison, said: dict
) -> None:
    team = rng.choice(liaison.teams) if liaison.teams and rng.random() < 0.7 else None
    with clock.stopped(at):
        texts = _in(keeper, said, only_english=rng.random() < ONLY_ENGLISH)
        made = perform(liaison.user_id, results.enter, team_id=team, **texts)
    _to_the_public(rng, town, at, liaison.user_id, results, made)


def _to_the_public(
    rng: Random, town: Town, at: datetime, maker: int, commands, record_id: int
) -> None:
    """Most are handed in and published within days; a few still wait, or were never finished."""
    share = rng.random()
    if share < DRAFTS:
        return
    with clock.stopped(at + timedelta(hours=2)):
        perform(maker, commands.hand_in, record_id)
    if share < DRAFTS + WAITING:
        return
    with clock.stopped(at + timedelta(hours=rng.randint(20, 70))):
        perform(town.desk[Role.INTAKE][0], commands.publish, record_id)


def _needs(rng: Random, enterprises: Sequence[Known]) -> Iterator[tuple[Known, dict]]:
    """A need of an enterprise, of its own trade where there is a matter for it."""
    while True:
        matter = rng.choice(_matters())
        its = [each for each in enterprises if each.industry.startswith(matter["industry"])]
        enterprise = rng.choice(its or enterprises)
        condition = rng.choice(matter["conditions"])
        name, relation, value, unit = matter["figure"]
        yield (
            enterprise,
            {
                "title": tuple(
                    f"{thing}（{where}）" if n == 0 else f"{thing} ({where})"
                    for n, (thing, where) in enumerate(zip(matter["thing"], condition, strict=True))
                ),
                "problem": tuple(
                    text.format(condition=where)
                    for text, where in zip(matter["problem"], condition, strict=True)
                ),
                "tried": tuple(matter["tried"]) if rng.random() < 0.7 else ("", ""),
                "figures": f"{name} {relation} {value} {unit}" if rng.random() < 0.8 else "",
                "keywords": "、".join(matter["keywords"]),
                "industry_code": matter["industry"],
                "least_readiness": rng.choice((None, 5, 6, 7, 8)),
                "budget": rng.choice((None, *BUDGETS)),
                "confidentiality": rng.choice(
                    (Confidentiality.NAME_HIDDEN, Confidentiality.NAME_HIDDEN, Confidentiality.OPEN)
                ),
            },
        )


def _results(rng: Random) -> Iterator[dict]:
    """Every technique in every setting, then again with another stage, figure and price."""
    every = [
        (matter, technique, setting)
        for matter in _matters()
        for technique in matter["techniques"]
        for setting in matter["settings"]
    ]
    while True:
        rng.shuffle(every)
        for matter, technique, setting in every:
            yield _achieved(rng, matter, technique, setting)


def _achieved(rng: Random, matter: dict, technique: list[str], setting: list[str]) -> dict:
    readiness = rng.randint(3, 9)
    stage = min((readiness - 2) // 2, len(STAGES) - 1)
    name, relation, value, unit = matter["figure"]
    reached = round(value * rng.choice((0.6, 0.8, 1, 1.1, 1.3)), 3)
    title, title_en, effect, effect_en = technique
    return {
        "title": (f"面向{setting[0]}的{title}", f"{title_en} for {setting[1]}"),
        "abstract": (
            f"{title}，{effect}。针对{setting[0]}开展研究，已完成{STAGES[stage]}，"
            f"{name}达到 {reached} {unit}，可与{matter['thing'][0]}方向的企业合作。",
            f"{effect_en}. Studied for {setting[1]}; the {STAGES_EN[stage]} stage is done. "
            f"Open to cooperation on {matter['thing'][1].lower()}.",
        ),
        "keywords": "、".join(rng.sample(matter["keywords"], 3)),
        "figures": f"{name} = {reached} {unit}" if rng.random() < 0.6 else "",
        "industry_codes": [matter["industry"]] if rng.random() < 0.8 else [],
        "readiness": readiness,
        "transfer_kinds": [kind.value for kind in rng.sample(list(TransferKind), 2)],
        "price": rng.choice((None, None, *BUDGETS)),
        "year": clock.now().year - rng.randint(0, 4),
        "patents": _patents(rng),
        "confidentiality": Confidentiality.OPEN
        if rng.random() < 0.85
        else Confidentiality.NAME_HIDDEN,
    }


def _patents(rng: Random) -> list[PatentSaid]:
    return [
        PatentSaid(
            number=f"ZL20{rng.randint(18, 25)}1{rng.randrange(10**7):07d}.{rng.randrange(10)}",
            kind=rng.choice((PatentKind.INVENTION, PatentKind.UTILITY_MODEL)),
            state=rng.choice((PatentState.GRANTED, PatentState.GRANTED, PatentState.PENDING)),
        )
        for _ in range(rng.choice((0, 1, 1, 2)))
    ]


def _in(keeper: Keeper, said: dict, *, only_english: bool = False) -> dict:
    """The texts in the language of the demo; half of them in English too."""
    told = {}
    for name, value in said.items():
        if not (isinstance(value, tuple) and len(value) == 2):
            told[name] = value
        elif keeper.language == "en" or only_english:
            told[name] = value[1]
        else:
            told[name] = value[0]
            if name in ("title", "problem", "abstract") and len(value[0]) % 2:
                told[f"{name}_en"] = value[1]
    return told


def _liaisons() -> list[Liaison]:
    """One liaison officer of each university, with the teams of the house."""
    with snapshot() as session:
        rows = session.exec(
            select(User.id, User.organisation_id)
            .join(UserRole, UserRole.user_id == User.id)
            .join(Organisation, Organisation.id == User.organisation_id)
            .where(UserRole.role == Role.UNIVERSITY_LIAISON)
            .order_by(User.id)
        ).all()
        teams = session.exec(select(ExpertTeam).where(col(ExpertTeam.is_active))).all()
    first = {organisation_id: user_id for user_id, organisation_id in reversed(rows)}
    return [
        Liaison(user_id, owner, tuple(each.id for each in teams if each.organisation_id == owner))
        for owner, user_id in sorted(first.items())
    ]


def _moment(keeper: Keeper, rng: Random) -> datetime:
    return keeper.until - timedelta(days=rng.randint(4, DAYS), minutes=rng.randint(0, 500))


@cache
def _matters() -> list[dict]:
    path = Path(__file__).with_name("texts") / "research.toml"
    return tomllib.loads(path.read_text("utf-8"))["matter"]
