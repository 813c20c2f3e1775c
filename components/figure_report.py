"""A view of the key figures as a report, in the reader's words: the figures of the page, from the same queries."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date

from components import figure_words, kpi_figures, kpi_filters, kpi_marks, kpi_told
from components.area_choice import area_names
from components.kpi_filters import Asked
from components.naming import named
from components.reading import read
from components.target_marks import Mark
from components.texts import declared, sentences, spoken, t, term
from db.indicator_vocabulary import By, Indicator, KpiView, Unit
from domain import clock, topics
from domain.clock import LOCAL
from domain.figure_files import telling
from domain.figure_files.report import Behind, Grid, Head, Report, Value
from domain.indicators import comparing, freshness, periods
from domain.indicators.aims import RULES, UNCONFIRMED
from domain.indicators.comparing import Before, Befores
from domain.indicators.definitions import DEFINITIONS
from domain.indicators.metric import Figure, Figures
from domain.kpi_views import earlier
from domain.kpi_views.table import Label
from domain.kpi_views.views import OF_THE_FIGURE
from domain.permissions import Person
from domain.queries import demand as units

MONTHS = 12


def report(
    person: Person,
    asked: Asked,
    indicator: Indicator,
    view: KpiView,
    aims: Mapping[Indicator, Mark],
) -> Report:
    """Everything that the page tells: the cards, the view that is looked at, and the figures by place and month.
    `aims`: the targets, where there are any."""
    figure = telling.figure_of(view, indicator)
    told = kpi_told.found(person, asked, view, indicator)
    grids = [_summary(person, asked, aims), *telling.grids(told, figure, spoken())]
    if not asked.scope.area:
        grids.append(_by_area(person, asked, indicator))
    grids.append(_by_month(person, asked, indicator))
    narrowed = filters(person, asked, view)
    return Report(
        title=t("Key figures"),
        filters=narrowed,
        headline=" · ".join(value for _, value in narrowed[1:]),
        grids=tuple(grids),
        definitions=_definitions(),
        chosen=term(figure if view in OF_THE_FIGURE else view),
        note=t("Counted: {formula}.", formula=declared(DEFINITIONS[figure].formula)),
        legend=sentences(
            t("In italics, with * or as a hollow point: few records, or a month that is not over."),
            *(declared(each) for each in RULES if aims),
            declared(UNCONFIRMED) if aims and kpi_marks.is_unconfirmed(person, asked) else "",
        ),
    )


def filters(
    person: Person, asked: Asked, view: KpiView | None = None
) -> tuple[tuple[str, str], ...]:
    """What is looked at and what it is narrowed to, also where it is not, and as of when."""
    scope = asked.scope
    looked_at = ((t("Picture"), term(view)),) if view else ()
    names = kpi_filters.industries(person)
    industry = names.get(scope.industry or "") or t("Every industry")
    unit = None
    if scope.unit_id:
        every = read(units.units, person, topics=(topics.ORGANISATIONS,))
        unit = next((each for each in every if each.id == scope.unit_id), None)
    place = area_names(person).get(scope.area or "") or t("Every sub-platform")
    apart = kpi_marks.days_apart(person, asked)
    return (
        *looked_at,
        (t("Period"), figure_words.period(asked.period)),
        (t("Area"), place),
        (t("Unit"), named(unit.name, unit.name_en) if unit else t("Every unit")),
        (t("Field"), term(scope.field) if scope.field else t("Every field")),
        (t("Channel"), term(scope.channel) if scope.channel else t("Every channel")),
        (t("Industry"), industry),
        (t("Compared with"), _compared(person, asked)),
        *(((t("Working days"), apart),) if apart else ()),
        (t("As of"), f"{freshness.now().as_of.astimezone(LOCAL):%Y-%m-%d %H:%M}"),
    )


def _compared(person: Person, asked: Asked) -> str:
    """The days of the earlier periods, as many working days of them where this one is not over."""
    spans = [
        f"{each.first:%Y-%m-%d} – {each.until:%Y-%m-%d}"
        for each in kpi_figures.compared_with(person, asked)
        if each.first <= each.until
    ]
    if not spans:
        return figure_words.NONE
    days = "; ".join(spans)
    is_part = asked.period.is_unfinished or not asked.period.months
    return t("{days} (as many working days)", days=days) if is_part else days


def _summary(person: Person, asked: Asked, aims: Mapping[Indicator, Mark]) -> Grid:
    now = kpi_figures.figures_of(person, asked.scope)[None]
    befores = _befores(person, asked)
    is_cut = any(each.today is not None for each in now.values())
    heads = (
        Head(t("Figure")),
        Head(t("Value")),
        Head(t("Of how many"), Unit.COUNT),
        *([Head(t("As it is compared, without today"))] if is_cut else []),
        *(Head(kpi_told.worded(name)) for name in befores),
        Head(t("Target")),
    )
    rows = tuple(
        (
            term(each),
            _worded(now[each]),
            float(now[each].n),
            *([_without_today(now[each])] if is_cut else []),
            *(_before(told.get(each), each, asked) for told in befores.values()),
            figure_words.value(DEFINITIONS[each], aims[each].value) if each in aims else "",
        )
        for each in kpi_figures.EVERY
        if each in now
    )
    return Grid(t("Summary"), heads, rows)


def _befores(person: Person, asked: Asked) -> dict[Label, Befores]:
    """What the figures were in the periods that this one is compared with, by what these are called."""
    found = {earlier.before(asked.period): kpi_figures.previous(person, asked)}
    if name := earlier.year_before(asked.period):
        found[name] = kpi_figures.year_before(person, asked)
    return found


def _by_area(person: Person, asked: Asked, indicator: Indicator) -> Grid:
    found = kpi_figures.figures_of(person, asked.scope, By.AREA)
    told = [each for each in kpi_figures.EVERY if By.AREA in DEFINITIONS[each].by]
    keys = [(code, name) for code, name in area_names(person).items() if code in found]
    return _split(t("By sub-platform"), t("Sub-platform"), keys, found, told, indicator)


def _by_month(person: Person, asked: Asked, indicator: Indicator) -> Grid:
    last = asked.period.latest
    firsts = [periods.month_after(last, n + 1 - MONTHS) for n in range(MONTHS)]
    scope = replace(asked.scope, since=firsts[0], until=asked.period.end_of_latest)
    found = kpi_figures.by_month(person, scope)
    told = [each for each in kpi_figures.EVERY if By.MONTH in DEFINITIONS[each].by]
    keys: list[tuple[date, str]] = [(first, f"{first:%Y-%m}") for first in firsts]
    running = {first for first in firsts if first == clock.now().date().replace(day=1)}
    grid = _split(t("By month"), t("Month"), keys, found, told, indicator, running)
    return replace(grid, is_curve=True)


def _split(
    name: str, label: str, keys, found, told, indicator: Indicator, running: Collection = ()
) -> Grid:
    """Figures by place or month; of the drawn one its number and marks stand beside it. `running`: not over yet."""
    heads = [Head(label), *(Head(term(each), DEFINITIONS[each].unit) for each in told)]
    rows = [
        (named_, *(_value(found.get(key, {}), each, key) for each in told)) for key, named_ in keys
    ]
    if indicator not in told:
        return Grid(name, tuple(heads), tuple(rows))
    drawn = told.index(indicator) + 1
    behind = tuple(
        tuple(_behind(found.get(key, {}).get(each), key in running) for each in told)
        for key, _ in keys
    )
    heads.append(Head(t("{figure}: of how many", figure=term(indicator)), Unit.COUNT))
    heads.append(Head(t("{figure}: note", figure=term(indicator))))
    said = [each[drawn - 1] for each in behind]
    rows = [(*row, each.n, each.mark) for row, each in zip(rows, said, strict=True)]
    return Grid(name, tuple(heads), tuple(rows), drawn, behind=behind, is_noted=True)


def _behind(figure: Figure | None, is_running: bool) -> Behind:
    if figure is None or figure.is_kept_back:
        return Behind()
    marks = [t("few")] if figure.is_few else []
    marks += [t("month not over")] if is_running else []
    return Behind(float(figure.n), ", ".join(marks))


def _value(figures: Figures, indicator: Indicator, key: str | date) -> Value:
    figure, definition = figures.get(indicator), DEFINITIONS[indicator]
    is_counted = definition.covers(key) if isinstance(key, str) else definition.has_begun(key)
    if not is_counted:
        return t("not counted here")
    if figure is None:
        return None
    return t("once published") if figure.is_kept_back else figure.value


def _worded(figure: Figure | None) -> str:
    """Figures of different units stand in one column: in words."""
    if figure is None:
        return figure_words.NONE
    if figure.is_kept_back:
        return t("once published")
    words = figure_words.value(figure.definition, figure.value)
    return f"{words} ({t('few')})" if figure.is_few else words


def _without_today(figure: Figure) -> str:
    if figure.today is None:
        return ""
    return figure_words.value(figure.definition, figure.compared)


def _before(told: Before | None, indicator: Indicator, asked: Asked) -> str:
    if told is None and comparing.waits_for_its_end(DEFINITIONS[indicator], asked.period):
        return t("compared once it is over")
    if told is None:
        return figure_words.NONE
    words = _worded(told.figure)
    return t("{value} (whole month)", value=words) if told.is_whole else words


def _definitions() -> Grid:
    heads = tuple(
        Head(name)
        for name in (t("Figure"), t("What it tells"), t("Formula"), t("Source"), t("Owner"))
    )
    rows = tuple(
        (
            term(each),
            *(declared(text) for text in _texts(each)),
        )
        for each in kpi_figures.EVERY
    )
    return Grid(t("Definitions"), heads, rows)


def _texts(indicator: Indicator) -> tuple[str, str, str, str]:
    definition = DEFINITIONS[indicator]
    return definition.what, definition.formula, definition.source, definition.owner
