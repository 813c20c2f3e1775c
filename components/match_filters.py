"""What the matches are narrowed to, in the address: every figure leads to exactly the list behind it."""

from dataclasses import dataclass, replace
from datetime import date

import streamlit as st

from components import address
from components.area_choice import area_names
from components.choosing import industry_names
from components.naming import naming
from components.reading import read
from components.research_list import SEEN
from components.rows import Link
from components.texts import t, term
from db.research_vocabulary import Grouping, MatchFigure, MatchStage
from db.vocabulary import Kind, Role
from domain.matchmaking import figures
from domain.matchmaking.figures import ALL, HIDDEN, NONE, Scope
from domain.permissions import Person
from domain.queries import matches
from domain.research_visible import is_broker

PAGE, PATH = "pages/research/matches.py", "matches"
BOARD, LIST = "board", "list"
WIDTH = 190


@dataclass(frozen=True)
class Chosen:
    """Which matches are shown, as what they are counted, and whether as cards or lines."""

    scope: Scope
    figure: MatchFigure
    is_list: bool

    @property
    def is_everything(self) -> bool:
        return self.scope == ALL and self.figure is MatchFigure.PROPOSALS


def chosen(person: Person) -> Chosen:
    """One line of filters; what cannot differ for this person is left out."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        view = address.segment(
            "view",
            t("Show as"),
            [BOARD, LIST],
            {BOARD: t("Cards"), LIST: t("List")}.__getitem__,
        )
        words = address.words(
            "q",
            t("Search"),
            most=80,
            placeholder=t("Number, title, name, words"),
            icon=":material/search:",
            width=240,
        )
        provider = _provider(person)
        broker = _broker(person)
        with st.popover(t("More filters"), icon=":material/tune:", key="match-more"):
            figure, stage = _figure(), _stage()
            area, industry = _area(person), _industry(person)
            since = address.day("since", t("Begun or signed from"))
            until = address.day("until", t("Begun or signed until"))
        keeps = person.kind is not Kind.ENTERPRISE and not person.has(Role.LEADER)
        is_late = address.yes("overdue", t("Overdue only"))
        is_raised = address.yes("raised", t("Raised at activities only"))
        is_told = is_broker(person) and address.yes("unverified", t("Outcomes to verify only"))
        is_mine = keeps and address.yes("mine", t("Only those that I look after"))
        address.clear(PAGE)
    keeper = person.id if is_mine else None
    scope = Scope(
        provider_id=provider,
        broker_id=broker,
        area=area,
        industry=industry,
        keeper_id=keeper,
        since=since,
        until=until,
        words=words,
        is_overdue=is_late,
        is_raised=is_raised,
        stage=stage,
        is_unverified=is_told,
    )
    return Chosen(scope, figure, view == LIST)


def space(person: Person, scope: Scope) -> None:
    """For a broker who has chosen a university, the way to its space."""
    if scope.provider_id and is_broker(person):
        st.page_link(
            "pages/research/our_space.py",
            label=t("The space of this university"),
            icon=":material/hub:",
            query_params={"org": str(scope.provider_id)},
        )


def link(scope: Scope, figure: MatchFigure = MatchFigure.PROPOSALS, *, view: str = LIST) -> Link:
    """The matches behind a figure."""
    asked = {
        "view": view if view != BOARD else "",
        "figure": figure.value if figure is not MatchFigure.PROPOSALS else "",
        "provider": _or_hidden(scope.provider_id),
        "broker": str(scope.broker_id or ""),
        "area": scope.area or "",
        "industry": scope.industry or "",
        "since": _said(scope.since),
        "until": _said(scope.until),
        "mine": "true" if scope.keeper_id else "",
        "q": scope.words,
        "overdue": "true" if scope.is_overdue else "",
        "raised": "true" if scope.is_raised else "",
        "unverified": "true" if scope.is_unverified else "",
        "stage": scope.stage.value if scope.stage else "",
    }
    return Link(PAGE, PATH, tuple((name, value) for name, value in asked.items() if value))


def group(scope: Scope, by: Grouping, key: str) -> Scope:
    """The scope of one group of a comparison."""
    match by:
        case Grouping.PROVIDER:
            return replace(scope, provider_id=int(key) if key else HIDDEN)
        case Grouping.INDUSTRY:
            return replace(scope, industry=key or NONE)
    return replace(scope, area=key or NONE)


def _provider(person: Person) -> int | None:
    speak = naming()
    found = read(figures.compared, person, ALL, Grouping.PROVIDER, topics=SEEN)
    names = {
        each.key or NONE: speak(each.provider.name, each.provider.name_en)
        if each.provider
        else t("Name hidden")
        for each in found
    }
    if len(names) < 2 and not address.is_asked("provider"):
        return None
    asked = _one_of("provider", t("University"), names, t("Every university"))
    return None if asked is None else HIDDEN if asked == NONE else int(asked)


def _broker(person: Person) -> int | None:
    names = {str(each.id): each.name for each in read(matches.keepers, person, topics=SEEN)}
    if not names:
        return None
    asked = _one_of("broker", t("Broker"), names, t("Every broker"))
    return int(asked) if asked else None


def _figure() -> MatchFigure:
    every = [each.value for each in MatchFigure]
    return MatchFigure(
        address.always("figure", t("Which matches"), every, lambda code: behind(MatchFigure(code)))
    )


def _stage() -> MatchStage | None:
    every = {each.value: term(each) for each in MatchStage}
    asked = _one_of("stage", t("Stage"), every, t("Every stage"))
    return MatchStage(asked) if asked else None


def behind(figure: MatchFigure) -> str:
    """What the matches behind a figure have in common."""
    words = {
        MatchFigure.PROPOSALS: t("All matches"),
        MatchFigure.ACCEPTANCE: t("Came to a contact"),
        MatchFigure.DAYS_TO_CONTACT: t("Came to a contact, with its days"),
        MatchFigure.MEETINGS: t("Came to a meeting"),
        MatchFigure.CONTRACTS: t("Signed"),
        MatchFigure.VALUE: t("Signed, with their value"),
        MatchFigure.ANSWERED: t("Came to a contact, or were declined before"),
        MatchFigure.DECLINED_BEFORE: t("Declined before a contact"),
    }
    return words[figure]


def _area(person: Person) -> str | None:
    names = area_names(person) | {NONE: t("Not said")}
    return _one_of("area", t("Area"), names, t("Every area"))


def _industry(person: Person) -> str | None:
    names = industry_names(person) | {NONE: t("Not said")}
    return _one_of("industry", t("Industry"), names, t("Every industry"))


def _one_of(name: str, label: str, names: dict[str, str], none: str) -> str | None:
    return address.one_of(
        name, label, list(names), lambda code: names.get(code, code), none=none, width=WIDTH
    )


def _or_hidden(provider_id: int | None) -> str:
    return "" if provider_id is None else str(provider_id) if provider_id else NONE


def _said(on: date | None) -> str:
    return on.isoformat() if on else ""
