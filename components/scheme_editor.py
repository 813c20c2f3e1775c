"""The fields of a scheme: what earns how many points, who is compared with whom, what follows; all of it as data."""

import copy
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import count
from typing import Any

import streamlit as st

from components import assessment_view
from components.texts import plain, t, term
from db.assessment_vocabulary import Formula, MarkGrade, RankedBy
from db.indicator_vocabulary import Better, Indicator, Unit
from domain.assessment import scheme as schemes
from domain.assessment.scheme import Quality, Quantity, Scheme
from domain.indicators.definitions import DEFINITIONS

MOST_FURTHER = 5
SURE = {
    "1.645": 90,
    "1.96": 95,
    "2.576": 99,
}  # z of the Wilson interval, and what it means in a hundred


def edited(base: Scheme, key: str) -> dict[str, Any]:
    """The document of a scheme as its fields say it; `key` begins the keys of the fields.

    What is given no points is left out. The document may not hold together; whoever uses it reads it first.
    """
    document = copy.deepcopy(schemes.written(base)) | {"edition": schemes.EDITION}
    document.setdefault("few", base.few)
    with st.expander(t("Points and marks"), icon=":material/tune:", expanded=True):
        st.caption(t("An item of no points is left out. All points together are 100."))
        for part, items in (("quantities", base.quantities), ("qualities", base.qualities)):
            for said, item in zip(document[part], items, strict=True):
                _fields(said, item, key)
        document["quantities"] += _further_figures(base, key)
        document["qualities"] += _further_grades(base, key)
    for part in ("quantities", "qualities"):
        document[part] = [each for each in document[part] if float(each["points"])]
    with st.expander(t("Order, groups and what follows"), icon=":material/rule:"):
        _order(document, base, key)
        document["groups"] = _groups(document["groups"], key)
        _grades(document, base, key)
    return document


def total(document: dict[str, Any]) -> float:
    """All points of a document together."""
    items = (*document["quantities"], *document["qualities"])
    return round(sum(float(each["points"]) for each in items), 4)


def _fields(said: dict[str, Any], item: Quantity | Quality, key: str) -> None:
    name, most, mark, slope, floor = st.columns([3, 2, 2, 2, 2], vertical_alignment="bottom")
    name.markdown(plain(assessment_view.item_name(item)))
    own = f"{key}-{item.key}"
    said["points"] = _number(most, t("Points of the item"), item.points, f"{own}-points")
    if isinstance(item, Quality):
        return
    most_mark = 100.0 if item.is_share else 1e9
    said["mark"] = _number(mark, t("Mark"), item.mark, f"{own}-mark", most_mark)
    if item.formula is Formula.LOSS:
        words = t("Less per cent above") if item.is_lower_better else t("Less per cent")
        said["slope"] = _number(slope, words, item.slope, f"{own}-slope", 10.0)
        said["floor"] = _number(floor, t("Never less than"), item.floor, f"{own}-floor")
    else:
        slope.caption(t("by the share of the mark"))


def _further_figures(base: Scheme, key: str) -> list[dict[str, Any]]:
    """Indicators that do not earn points yet."""
    used = {each.indicator for each in base.quantities}
    free = [each for each in Indicator if each not in used and schemes.can_be_scored(each)]
    chosen = st.multiselect(
        t("Further figures that earn points"), free, format_func=term, key=f"{key}-further"
    )
    found = []
    for indicator in chosen:
        definition = DEFINITIONS[indicator]
        is_share = definition.unit is Unit.SHARE
        mark = 100 if is_share else 10
        item = Quantity(
            indicator,
            points=0,
            formula=Formula.LOSS if is_share else Formula.REACH,
            mark=0 if is_share and definition.better is Better.LOWER else mark,
            slope=1 if is_share else 0,
        )
        said = {"indicator": indicator.value, "formula": item.formula.value}
        said |= {"slope": "0", "floor": "0"}
        _fields(said, item, key)
        found.append(said)
    return found


def _further_grades(base: Scheme, key: str) -> list[dict[str, Any]]:
    """Items of grades that the scheme has not yet."""
    label = t("Further items that people grade")
    many = st.number_input(label, 0, MOST_FURTHER, 0, key=f"{key}-many")
    known, found = {each.key for each in base.qualities}, []
    for n in range(int(many)):
        own = next(f"own_{m}" for m in range(n + 1, 99) if f"own_{m}" not in known)
        known.add(own)
        name, name_en, points = st.columns([4, 4, 2], vertical_alignment="bottom")
        found.append(
            {
                "key": own,
                "name": name.text_input(t("Name (Chinese)"), max_chars=40, key=f"{key}-{own}-name"),
                "name_en": name_en.text_input(
                    t("Name (English)"), max_chars=80, key=f"{key}-{own}-en"
                ),
                "points": _number(points, t("Points of the item"), 0, f"{key}-{own}-points"),
            }
        )
    return found


def _order(document: dict[str, Any], base: Scheme, key: str) -> None:
    first, second, third = st.columns(3)
    ranked = list(RankedBy)
    document["ranked_by"] = first.selectbox(
        t("Order within a group by"),
        ranked,
        index=ranked.index(base.ranked_by),
        format_func=term,
        key=f"{key}-ranked",
    ).value
    document["passes"] = _number(second, t("Passed from"), base.passes, f"{key}-passes")
    document["excels"] = _number(third, t("Excellent from"), base.excels, f"{key}-excels")
    first, second, third = st.columns(3)
    sure = list(dict.fromkeys([*SURE, schemes.text(base.z)]))
    document["z"] = first.selectbox(
        t("Bounds of chance"),
        sure,
        index=sure.index(schemes.text(base.z)),
        format_func=lambda z: t("{n} in a hundred", n=SURE[z]) if z in SURE else z,
        key=f"{key}-z",
    )
    document["risen"] = _number(
        second, t("Commended for having risen by"), base.risen, f"{key}-risen"
    )
    document["least_measured"] = _number(
        third, t("Ranked from so many measured points"), base.least_measured, f"{key}-least"
    )
    first, second, third = st.columns(3, vertical_alignment="bottom")
    label = t("Fewer records than this are few")
    document["few"] = first.number_input(label, 0, 10_000, base.few, key=f"{key}-few")
    label = t("Working days for appeals")
    days = second.number_input(label, 0, 60, base.appeal_days, key=f"{key}-appeal")
    document["appeal_days"] = days
    document["card_must_be_sure"] = third.checkbox(
        t("A yellow card only where chance alone does not explain it"),
        base.card_must_be_sure,
        key=f"{key}-sure",
    )


def _groups(groups: list[dict[str, Any]], key: str) -> list[dict[str, Any]]:
    """Who is compared with whom, from the largest to the smallest; lines can be added and taken away."""
    st.caption(t("Groups: a sub-platform is in the first one whose number of demands it has."))
    lines = st.data_editor(
        [{part: each[part] for part in ("name", "name_en", "least")} for each in groups],
        num_rows="dynamic",
        column_config={
            "name": st.column_config.TextColumn(t("Name (Chinese)"), max_chars=40, required=True),
            "name_en": st.column_config.TextColumn(t("Name (English)"), max_chars=40),
            "least": st.column_config.NumberColumn(
                t("Demands or more"), min_value=0, max_value=100_000, step=1, required=True
            ),
        },
        key=f"{key}-groups",
    )
    return _keyed(groups, lines)


def _keyed(
    groups: Sequence[Mapping[str, Any]], lines: Iterable[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """The lines that are whole, the largest first: a known name keeps its key, another gets one that is free."""
    keys = {each["name"]: each["key"] for each in groups}
    free = (key for n in count(1) if (key := f"group_{n}") not in keys.values())
    told = [each for each in lines if each.get("name") and each.get("least") is not None]
    told.sort(key=lambda each: -int(each["least"]))
    return [
        {
            "key": keys.get(each["name"]) or next(free),
            "name": each["name"],
            "name_en": each.get("name_en") or each["name"],
            "least": int(each["least"]),
        }
        for each in told
    ]


def _grades(document: dict[str, Any], base: Scheme, key: str) -> None:
    """What share of an item's points a grade earns."""
    for column, grade in zip(st.columns(len(MarkGrade)), MarkGrade, strict=True):
        label = t("Share of the points: {grade}", grade=term(grade))
        document["shares"][grade.value] = _number(
            column, label, base.shares[grade], f"{key}-share-{grade.value}", 1.0, 0.05
        )


def _number(place, label: str, value, key: str, most: float = 100.0, step: float = 0.5) -> str:
    typed = place.number_input(label, 0.0, most, float(value), step=step, key=key)
    return schemes.text(Decimal(str(typed)))
