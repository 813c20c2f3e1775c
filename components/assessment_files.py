"""Taking the assessment of a month along: the very text that its digest is of, and the order with every sheet."""

import streamlit as st

from components import figure_words
from components.area_choice import area_names
from components.assessment_sheet import how, known, reached
from components.assessment_view import group_name, item_name, ranked_by, what_follows
from components.moments import moment
from components.session import later
from components.texts import t, term
from db.indicator_vocabulary import Unit
from domain import clock
from domain.assessment.scoring import Assessed
from domain.clock import LOCAL
from domain.figure_files import workbook
from domain.figure_files.report import Grid, Head, Report, Value
from domain.permissions import Person
from domain.queries.assessment import MonthShown


def offer(person: Person, found: MonthShown) -> None:
    """For those who see the order: a workbook, and once it is published the text itself with its whole digest."""
    if not found.assessed:
        return
    with st.popover(t("Take along"), icon=":material/download:", key="assessment-take"):
        name = f"assessment-{found.month:%Y-%m}"
        _button(
            t("Order and sheets (XLSX)"),
            later(_workbook, person, found),
            f"{name}.xlsx",
            workbook.MEDIA_TYPE,
        )
        if not found.is_frozen:
            return
        st.caption(
            t(
                "The text that was published, byte for byte. Whoever has it can prove it: its SHA-256 digest is the one"
                " below."
            )
        )
        texts = [(t("As published"), f"{name}.json", found.document, found.digest)]
        for each in found.corrections:
            label = t("Correction {n}, {at}", n=each.number, at=moment(each.at))
            texts.append(
                (label, f"{name}-correction-{each.number}.json", each.document, each.digest)
            )
        for label, file, document, digest in texts:
            _button(label, document.encode(), file, "application/json")
            st.code(digest, language=None, wrap_lines=True)


def _button(label: str, content, file: str, media: str) -> None:
    st.download_button(
        label, content, file_name=file, mime=media, key=f"assessment-{file}", on_click="ignore"
    )


def _workbook(person: Person, found: MonthShown) -> bytes:
    return workbook.written(_report(person, found))


def _report(person: Person, found: MonthShown) -> Report:
    names = area_names(person)
    grids = [_order(t("The order"), found, found.assessed, names)]
    for each in found.corrections:
        grids.append(_order(t("Correction {n}", n=each.number), found, each.assessed, names))
    grids.append(_sheets(found, names))
    return Report(
        title=t("Monthly assessment"),
        filters=_filters(found),
        grids=tuple(grids),
        definitions=_items(found),
        chosen=t("Points"),
    )


def _filters(found: MonthShown) -> tuple[tuple[str, str], ...]:
    state = t("Preliminary") if found.is_over else t("The month is not over")
    said = [(t("Month"), figure_words.month(found.month))]
    said.append((t("Scheme"), str(found.number) if found.number else t("Scheme as laid down")))
    if found.is_frozen:
        state = t("Published {at}", at=moment(found.frozen_at))
    said.append((t("Stage"), state))
    if found.digest:
        said.append(("SHA-256", found.digest))
    said.append((t("As of"), f"{clock.now().astimezone(LOCAL):%Y-%m-%d %H:%M}"))
    return tuple(said)


def _order(
    name: str, found: MonthShown, assessed: tuple[Assessed, ...], names: dict[str, str]
) -> Grid:
    """The groups one after the other, each in its order."""
    groups = {each.key: (n, group_name(each)) for n, each in enumerate(found.scheme.groups)}
    last = (len(groups), t("Not ranked"))
    heads = (
        Head(t("Group")),
        Head(t("Sub-platform")),
        Head(t("Rank"), Unit.COUNT),
        Head(t("Points")),
        Head(t("Ranked by")),
        Head(t("Against the month before")),
        Head(t("Demands"), Unit.COUNT),
        Head(t("Standing")),
        Head(t("Consequences")),
    )

    def place(each: Assessed) -> tuple:
        return (groups.get(each.group, last)[0], each.rank or 99, -(each.total or 0), each.code)

    rows = tuple(
        (
            groups.get(each.group, last)[1],
            names[each.code],
            float(each.rank) if each.rank else None,
            _number(each.total),
            _number(ranked_by(found.scheme, each)),
            _number(each.change),
            float(each.volume),
            term(each.standing),
            what_follows(each),
        )
        for each in sorted(assessed, key=place)
    )
    return Grid(name, heads, rows)


def _sheets(found: MonthShown, names: dict[str, str]) -> Grid:
    """Every sub-platform item by item, as published."""
    heads = (
        Head(t("Sub-platform")),
        Head(t("Item")),
        Head(t("Reached")),
        Head(t("Of how many"), Unit.COUNT),
        Head(t("Remark")),
        Head(t("Points")),
        Head(t("Points of the item")),
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
    return Grid(t("Items"), heads, rows)


def _items(found: MonthShown) -> Grid:
    heads = (Head(t("Item")), Head(t("Points of the item")), Head(t("How it is counted")))
    rows = tuple((item_name(each), float(each.points), how(each)) for each in found.scheme.items)
    return Grid(t("How it is counted"), heads, rows)


def _number(value) -> Value:
    return None if value is None else float(value)
