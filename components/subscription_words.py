"""Subscriptions in words: what one is narrowed to, when it is told, by which way, why it ended."""

from components import assessment_view, figure_words, kpi_filters
from components.area_choice import area_names
from components.moments import moment
from components.naming import named
from components.rows import Link
from components.texts import listed, t, term
from db.indicator_vocabulary import KpiView, Unit
from db.subscription_vocabulary import Crossing, EndReason, Rhythm
from domain import clock, figure_rhythm
from domain.figure_wishes import Wishes
from domain.indicators.definitions import DEFINITIONS, Definition
from domain.kpi_views import other_pages
from domain.kpi_views.views import OF_THE_FIGURE
from domain.permissions import Person
from domain.queries.named import Named
from domain.queries.subscriptions import BotShown, LastSent

PAGE, PATH = "pages/performance/subscriptions.py", "subscriptions"


def link(subscription_id: int) -> Link:
    """The list of one's own, told for which one."""
    return Link(PAGE, PATH, (("subscription", str(subscription_id)),))


def view(wishes: Wishes) -> Link:
    """The view itself on its page, of the period as it lies today."""
    told = figure_rhythm.period(wishes.span, clock.now().date())
    if wishes.view in other_pages.VIEWS:
        year = (("year", str(told.until.year)),) if wishes.view is KpiView.TITLE else ()
        return Link(
            assessment_view.PAGE, assessment_view.PATH, (("view", wishes.view.value), *year)
        )
    said = (
        ("period", figure_rhythm.code(wishes.span, told)),
        ("area", wishes.area),
        ("unit", str(wishes.unit_id) if wishes.unit_id else None),
        ("field", wishes.field.value if wishes.field else None),
        ("channel", wishes.channel.value if wishes.channel else None),
        ("industry", wishes.industry),
        ("figure", _figure(wishes)),
        ("view", wishes.view.value if wishes.view not in (None, KpiView.PLACES) else None),
    )
    asked = tuple((name, value) for name, value in said if value)
    return Link(kpi_filters.PAGE, kpi_filters.PATH, asked)


def pictures() -> str:
    """Which bots take no picture, and what their groups get instead."""
    return t(
        "Bots of DingTalk and Feishu take no pictures from here: their groups get the figures as text, with a link to"
        " the view."
    )


def filters(person: Person, wishes: Wishes, unit: Named | None) -> str:
    """Everything that a view is narrowed to, and where it is not."""
    place = area_names(person).get(wishes.area or "") or t("Every sub-platform")
    told = (
        term(wishes.span),
        place,
        named(unit.name, unit.name_en) if unit else t("Every unit"),
        term(wishes.field) if wishes.field else t("Every field"),
        term(wishes.channel) if wishes.channel else t("Every channel"),
        kpi_filters.industries(person).get(wishes.industry or "") or t("Every industry"),
    )
    return " · ".join(told)


def when(wishes: Wishes) -> str:
    """At which time, or at which threshold."""
    match wishes.rhythm:
        case Rhythm.WEEKLY:
            return f"{weekday(wishes.weekday)} {wishes.hour}:00"
        case Rhythm.MONTHLY:
            return t("First working day of the month, {hour}:00", hour=wishes.hour)
    definition = DEFINITIONS[wishes.watched]
    said = {
        "figure": term(wishes.watched),
        "bound": figure_words.value(definition, wishes.bound),
        "margin": _margin(definition, wishes.margin),
    }
    if wishes.crossing is Crossing.BELOW:
        return t("When {figure} falls below {bound}; again after it was {margin} above", **said)
    return t("When {figure} rises above {bound}; again after it was {margin} below", **said)


def _margin(definition: Definition, margin: float) -> str:
    """A distance: of a share in points."""
    if definition.unit is Unit.SHARE:
        return t("{n} points", n=f"{100 * margin:.1f}")
    return figure_words.value(definition, margin)


def weekday(number: int) -> str:
    names = (
        t("Every Monday"),
        t("Every Tuesday"),
        t("Every Wednesday"),
        t("Every Thursday"),
        t("Every Friday"),
        t("Every Saturday"),
        t("Every Sunday"),
    )
    return names[number]


def figures(wishes: Wishes) -> str:
    """What is told: the view, where one was chosen, and the figures."""
    told = listed(term(each) for each in wishes.indicators)
    return f"{looked_at(wishes.view)} · {told}" if wishes.view else told


def looked_at(view: KpiView | None) -> str:
    """The view that is told beside the figures."""
    return term(view) if view else t("The figures alone")


def _figure(wishes: Wishes) -> str | None:
    """The figure that the page is to show: the watched one, or that of the view."""
    if wishes.watched:
        return wishes.watched.value
    return wishes.indicators[0].value if wishes.view in OF_THE_FIGURE else None


def by(bot: BotShown) -> str:
    """A bot as it is chosen."""
    place = named(*bot.area_name) if bot.area_name else t("Whole city")
    return f"{bot.name} · {term(bot.carrier)} · {place}"


def came(last: LastSent | None) -> str:
    """What became of the newest message."""
    if last is None:
        return t("Nothing was sent yet.")
    at = moment(last.at)
    if last.is_sent:
        return t("Last sent {at}.", at=at)
    if last.is_given_up:
        return t("Given up {at}: {answer}", at=at, answer=last.answer)
    if last.answer:
        return t("Tried, and to be tried again: {answer}", answer=last.answer)
    return t("On its way since {at}.", at=at)


def ended(why: EndReason) -> str:
    """Why one ended, as its owner hears it."""
    match why:
        case EndReason.BY_HAND:
            return t("You ended a subscription.")
        case EndReason.BY_LINK:
            return t("A subscription was ended by the link in its mail.")
        case EndReason.NO_RIGHT:
            return t("A subscription ended: your roles no longer see key figures.")
        case EndReason.NO_ADDRESS:
            return t("A subscription ended: your account has no e-mail address any more.")
    return t("A subscription ended: its bot was closed, or is not yours to use any more.")
