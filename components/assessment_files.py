"""Taking the assessment of a month along: the order with every sheet as each kind of file, and the very text that its
digest is of."""

import streamlit as st

from components import figure_files, figure_words
from components.area_choice import area_names
from components.assessment_sheet import how, known, reached
from components.assessment_view import group_name, item_name, ranked_by, what_follows
from components.moments import moment
from components.texts import declared, t, term
from db.assessment_vocabulary import RankedBy
from db.indicator_vocabulary import Unit
from domain import clock
from domain.assessment.scheme import Quantity
from domain.assessment.scoring import Assessed
from domain.clock import LOCAL
from domain.figure_files.report import Grid, Head, Report, Value
from domain.indicators.definitions import DEFINITIONS
from domain.kpi_views.table import Look
from domain.permissions import Person
from domain.queries.assessment import MonthShown

ORDER = "order"  # names the window in the address


def offer(person: Person, found: MonthShown) -> None:
    """For those who see the order: its files, and once it is published the text itself with its whole digest."""
    if not found.assessed:
        return

    def files() -> None:
        figure_files.each_way(_report(person, found), f"assessment-{found.month:%Y-%m}")
        _texts(found)

    figure_files.behind_a_button(ORDER, t("Take the assessment along"), files)


def _texts(found: MonthShown) -> None:
    if not found.is_frozen:
        return
    st.caption(
        t(
            "The text that was published, byte for byte. Whoever has it can prove it: its SHA-256 digest is the one"
            " below."
        )
    )
    name = f"assessment-{found.month:%Y-%m}"
    texts = [(t("As published"), f"{name}.json", found.document, found.digest)]
    for each in found.corrections:
        label = t("Correction {n}, {at}", n=each.number, at=moment(each.at))
        texts.append((label, f"{name}-correction-{each.number}.json", each.document, each.digest))
    for label, file, document, digest in texts:
        st.download_button(
            label,
            document.encode(),
            file_name=file,
            mime="application/json",
            key=f"assessment-{file}",
            on_click="ignore",
        )
        st.code(digest, language=None, wrap_lines=True)


def _report(person: Person, found: MonthShown) -> Report:
    names = area_names(person)
    grids = [_order(t("The order"), found, found.assessed, names)]
    for each in found.corrections:
        grids.append(_order(t("Correction {n}", n=each.number), found, each.assessed, names))
    grids += [_made_of(found, names), _sheets(found, names)]
    narrowed = _filters(found)
    proof = (("SHA-256", found.digest),) if found.digest else ()
    return Report(
        title=t("Monthly assessment"),
        filters=(*narrowed, *proof),
        headline=" · ".join(value for _, value in narrowed),
        grids=tuple(grids),
        definitions=_definitions(found),
        chosen=t("Points"),
        note=_total(),
    )


def _filters(found: MonthShown) -> tuple[tuple[str, str], ...]:
    state = t("Preliminary") if found.is_over else t("The month is not over")
    if found.is_frozen:
        state = t("Published {at}", at=moment(found.frozen_at))
    return (
        (t("Month"), figure_words.month(found.month)),
        (t("Area"), t("Every sub-platform")),
        (t("Scheme"), str(found.number) if found.number else t("Scheme as laid down")),
        (t("Stage"), state),
        (t("As of"), f"{clock.now().astimezone(LOCAL):%Y-%m-%d %H:%M}"),
    )


def _order(
    name: str, found: MonthShown, assessed: tuple[Assessed, ...], names: dict[str, str]
) -> Grid:
    """The groups one after the other, each in its order."""
    groups = {each.key: (n, group_name(each)) for n, each in enumerate(found.scheme.groups)}
    last = (len(groups), t("Not ranked"))
    heads = (
        Head(t("Sub-platform")),
        Head(t("Points"), Unit.POINTS),
        Head(t("Group")),
        Head(t("Rank"), Unit.COUNT),
        Head(t("Ranked by"), Unit.POINTS),
        Head(t("Against the month before"), Unit.POINTS),
        Head(t("Demands"), Unit.COUNT),
        Head(t("Standing")),
        Head(t("Consequences")),
    )

    def place(each: Assessed) -> tuple:
        return (groups.get(each.group, last)[0], each.rank or 99, -(each.total or 0), each.code)

    rows = tuple(
        (
            names[each.code],
            _number(each.total),
            groups.get(each.group, last)[1],
            float(each.rank) if each.rank else None,
            _number(ranked_by(found.scheme, each)),
            _number(each.change),
            float(each.volume),
            term(each.standing),
            what_follows(each),
        )
        for each in sorted(assessed, key=place)
    )
    return Grid(name, heads, rows, drawn=1, look=Look.BARS)


def _made_of(found: MonthShown, names: dict[str, str]) -> Grid:
    """What the points of each sub-platform are made of, as published; what could not be measured is left out."""
    items = found.scheme.items
    heads = (Head(t("Sub-platform")), *(Head(item_name(item), Unit.POINTS) for item in items))
    rows = tuple(
        (names[each.code], *(_number(one.points) for one in each.items)) for each in found.assessed
    )
    more = tuple(range(2, len(items) + 1))
    return Grid(t("Points by item"), heads, rows, drawn=1, more=more, look=Look.HEAT)


def _sheets(found: MonthShown, names: dict[str, str]) -> Grid:
    """Every sub-platform item by item, as published."""
    heads = (
        Head(t("Sub-platform")),
        Head(t("Item")),
        Head(t("Reached")),
        Head(t("Of how many"), Unit.COUNT),
        Head(t("Remark")),
        Head(t("Points"), Unit.POINTS),
        Head(t("Points of the item"), Unit.POINTS),
    )
    rows = tuple(
        (
            names[each.code],
            item_name(item),
            reached(item, one),
            float(one.n) if one.points is not None else None,
            known(found, item, one),
            _number(one.points),
            _number(one.most),
        )
        for each in found.assessed
        for item, one in zip(found.scheme.items, each.items, strict=True)
    )
    return Grid(t("Items"), heads, rows, named_by=2)


def _definitions(found: MonthShown) -> Grid:
    """How the points are counted, and of figures how these are."""
    heads = (
        Head(t("Item")),
        Head(t("Points of the item"), Unit.POINTS),
        Head(t("How it is counted")),
        Head(t("Formula")),
    )
    ranked = t("The points themselves")
    if found.scheme.ranked_by is RankedBy.BOUND:
        ranked = t("The points of the lower bounds of the rates (Wilson)")
    items = tuple(
        (
            item_name(each),
            _number(each.points),
            how(each),
            declared(DEFINITIONS[each.indicator].formula) if isinstance(each, Quantity) else "",
        )
        for each in found.scheme.items
    )
    rows = ((t("Points"), None, _total(), ""), (t("Ranked by"), None, ranked, ""), *items)
    return Grid(t("Definitions"), heads, rows)


def _total() -> str:
    return t("The points of the items; of what could not be measured it is told out of the rest.")


def _number(value) -> Value:
    return None if value is None else float(value)
