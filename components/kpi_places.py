"""Who stands where: the map of the sub-platforms, the ranking beside it, and the place that was chosen in either."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import streamlit as st

from components import (
    figure_records,
    figure_words,
    kpi_filters,
    kpi_pictures,
    kpi_told,
    linked_bars,
    tile_map,
)
from components.area_choice import area_names
from components.filters import unit_names
from components.kpi_filters import Asked
from components.linked_bars import Bar
from components.naming import naming
from components.reading import read
from components.rows import Link
from components.target_marks import Mark
from components.texts import listed, t, term
from db.indicator_vocabulary import By, Indicator, KpiView, Lacks, Unit, ViewWord
from db.vocabulary import Kind
from domain.indicators.aims import ADD_UP
from domain.indicators.definitions import DEFINITIONS, Definition
from domain.indicators.figure import Figure
from domain.indicators.parts import WHOLE, Part
from domain.kpi_views import earlier
from domain.kpi_views.places import BEFORE
from domain.permissions import Person
from domain.queries import zones

AT = "at"  # in the address: the place that is looked at more closely
UNIT = "u"  # before the number of a unit there


@dataclass(frozen=True)
class Place:
    """A sub-platform or a unit that is looked at more closely; `is_narrowed`: the whole page is of it already."""

    name: str
    area: str | None = None
    unit_id: int | None = None
    is_narrowed: bool = False

    def within(self, asked: Asked) -> Asked:
        """What is asked of the page, of this place alone."""
        scope = asked.scope
        place = {"area": self.area or scope.area, "unit_id": self.unit_id or scope.unit_id}
        return replace(asked, scope=replace(scope, **place))


def chosen(person: Person, asked: Asked) -> Place | None:
    """The place that the address names, or else the one that the page is narrowed to."""
    said = "".join(st.query_params.get_all(AT))
    areas, scope = area_names(person), asked.scope
    if said in areas and not scope.area:
        return Place(areas[said], area=said)
    named = unit_names(person)
    if said.removeprefix(UNIT) in named and said.startswith(UNIT) and not scope.unit_id:
        return _unit(person, asked, named, said.removeprefix(UNIT))
    if scope.unit_id:
        return Place(named.get(str(scope.unit_id), ""), unit_id=scope.unit_id, is_narrowed=True)
    return Place(areas[scope.area], area=scope.area, is_narrowed=True) if scope.area else None


def _unit(person: Person, asked: Asked, named: Mapping[str, str], code: str) -> Place:
    """A unit; to a sub-platform what it does in its own area, whose records alone are open to it."""
    own = person.area_code if person.kind is Kind.SUB_PLATFORM else None
    if not own or asked.scope.area or int(code) == person.organisation_id:
        return Place(named[code], unit_id=int(code))
    return Place(f"{named[code]} · {area_names(person)[own]}", area=own, unit_id=int(code))


def tiles(
    person: Person,
    asked: Asked,
    indicator: Indicator,
    aims: Mapping[str, Mark],
    place: Place | None,
) -> Link | None:
    """The map of the sub-platforms; a click on one looks at it more closely."""
    found, definition = kpi_told.by_area(person, asked, indicator), DEFINITIONS[indicator]
    speak, is_kept_back = naming(), kpi_told.is_kept_back(person, indicator, asked.scope)
    drawn = []
    for tile in read(zones.tiles, person, topics=("organisations", "rules")):
        figure, aim = found.get(tile.code) or Figure(indicator), aims.get(tile.code)
        name = speak(tile.name, tile.name_en)
        told = figure_words.value(definition, figure.value)
        if is_kept_back:
            told = t("once published")
        if not definition.covers(tile.code):
            told = t("not counted here")
        of = "" if figure.value is None else figure_words.of_how_many(figure)
        marks = [aim.words] if aim else [t("few")] if figure.is_few else []
        drawn.append(
            tile_map.Tile(
                link=_turn_to(asked, indicator, area=tile.code, place=place),
                name=name,
                many=told,
                of=of,
                told=", ".join([f"{name}: {term(indicator)} {told}", *filter(None, [of]), *marks]),
                column=tile.column,
                row=tile.row,
                is_chosen=place is not None and tile.code == place.area,
                tone=aim.tone if aim else "",
                mark=aim.sign if aim else "·" if figure.is_few else "",
            )
        )
    return tile_map.show(drawn, key="kpi-map", label=t("The sub-platforms"))


def ranking(
    person: Person,
    asked: Asked,
    indicator: Indicator,
    aims: Mapping[str, Mark],
    place: Place | None,
) -> Link | None:
    """Bars from the best to the worst, each with where it stood before; they lead to the place and to its records."""
    definition = DEFINITIONS[indicator]
    found = kpi_told.found(person, asked, KpiView.PLACES, indicator)
    table = found.tables[0] if found.tables else None
    split = By.AREA if table and table.name is ViewWord.SUB_PLATFORMS else By.UNIT
    told = {
        row.key: row.cells[0]
        for row in (table.rows if table else ())
        if isinstance(row.cells[0], Figure) and row.cells[0].value is not None
    }
    names = area_names(person) if split is By.AREA else unit_names(person)
    _not_counted(definition, names if split is By.AREA else {})
    if not told:
        if kpi_told.is_kept_back(person, indicator, asked.scope):
            kpi_pictures.once_published()
        else:
            st.info(t("Nothing was counted here in this period."), icon=":material/search_off:")
        return None
    ordered = list(told)
    before = {key: table.at(key, BEFORE) for key in ordered}
    before = {key: figure for key, figure in before.items() if figure}
    values = [told[key].value for key in ordered] + [
        before[key].value for key in ordered if key in before and before[key].value is not None
    ]
    goal = None
    if (
        split is By.AREA and "" in aims and indicator not in ADD_UP
    ):  # the city's whole is no target of a part
        goal = aims[""].value
    most = 1.0 if definition.unit is Unit.SHARE else max([*values, goal or 0]) or 1.0
    bars = [
        _bar(person, asked, told[key], before.get(key), most, split, key, names, aims, place)
        for key in ordered
    ]
    if table.left_out:
        st.caption(t("Units that do better and are not shown: {n}", n=table.left_out))
    label = t("{figure}, from the best to the worst", figure=term(indicator))
    return linked_bars.show(
        bars,
        key=f"kpi-ranked-{split.value}",
        label=label,
        goal=None if goal is None else goal / most,
        tick=kpi_told.worded(earlier.before(asked.period)),
    )


def _not_counted(definition: Definition, areas: Mapping[str, str]) -> None:
    """Where the figure is not counted, and why there is no bar."""
    left_out = listed(name for code, name in areas.items() if not definition.covers(code))
    if left_out:
        st.caption(t("Not counted in {areas}.", areas=left_out))


def _bar(
    person: Person,
    asked: Asked,
    figure: Figure,
    before: Figure | None,
    most: float,
    split: By,
    key: object,
    names: Mapping[str, str],
    aims: Mapping[str, Mark],
    place: Place | None,
) -> Bar:
    indicator, definition = figure.indicator, figure.definition
    aim = aims.get(str(key)) if split is By.AREA else None
    name = names.get(str(key)) or t("Not said")
    value = figure_words.value(definition, figure.value)
    sign = aim.sign if aim else "·" if figure.is_few else ""
    where = {"area" if split is By.AREA else "unit": str(key)}
    part = WHOLE
    if not key:  # of no unit
        where, part = {}, Part(lacks=frozenset({Lacks.UNIT}))
    of = figure_words.behind(figure)
    today = figure.today and t("{n} of these today", n=figure_words.value(definition, figure.today))
    words = ", ".join(filter(None, [f"{name}: {value}", aim.words if aim else "", of, today]))
    return Bar(
        name=name,
        value=" ".join(filter(None, [sign, value])),
        share=figure.value / most,
        link=_turn_to(asked, indicator, place=place, **where) if where else None,
        more=of,
        more_link=figure_records.link(person, asked, indicator, part=part, **where)
        if figure.value or definition.unit is Unit.SHARE
        else None,
        tick=None if before is None or before.value is None else before.value / most,
        today=(figure.today or 0) / most,
        told=words,
        tone=aim.tone if aim else "",
        is_chosen=place is not None and str(key) in (place.area, str(place.unit_id)),
    )


def _turn_to(
    asked: Asked,
    indicator: Indicator,
    *,
    place: Place | None,
    area: str | None = None,
    unit: str | None = None,
) -> Link:
    """The same view with a closer look at this place, or without one if it is the one that is looked at already.

    Where the whole page is narrowed to a place of this kind, the page is narrowed to the other.
    """
    is_same = place is not None and (place.area, place.unit_id) == (area, int(unit or 0) or None)
    at = area or f"{UNIT}{unit}"
    more: dict[str, str | None] = {"figure": indicator.value}
    if area and asked.scope.area:
        more["area"] = None if is_same else area
    elif unit and asked.scope.unit_id:
        more["unit"] = None if is_same else unit
    else:
        more[AT] = None if is_same else at
    return Link(kpi_filters.PAGE, kpi_filters.PATH, kpi_filters.query(asked, **more))
