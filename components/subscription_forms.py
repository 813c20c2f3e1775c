"""Asking for a subscription: when, of which period, which figures, by which way; and the same form for changing one."""

from dataclasses import replace

import streamlit as st

from components import subscription_words, window
from components.area_choice import area_names
from components.kpi_filters import Asked
from components.naming import named
from components.reading import read
from components.session import nonce
from components.submitting import attempt, tell
from components.texts import plain, t, term
from db.indicator_vocabulary import Better, Indicator, KpiView, Unit
from db.subscription_vocabulary import Crossing, Rhythm, Span
from domain import clock, figure_rhythm, figure_thresholds, topics
from domain import figure_subscriptions as commands
from domain.bots import PICTURED
from domain.command import can
from domain.figure_subscriptions import FIRST_HOUR, LAST_HOUR, MOST_INDICATORS
from domain.figure_thresholds import MOST
from domain.figure_wishes import DEFAULT, Wishes
from domain.indicators.definitions import DEFINITIONS
from domain.indicators.periods import TO
from domain.kpi_views import other_pages
from domain.permissions import Person
from domain.queries import demand as units
from domain.queries import subscriptions as queries
from domain.queries.named import Named

FORM = "subscribe"
NAME, VIEW = "subscribe", "view"  # in the address
MAIL = 0  # among the ways, which are bots otherwise
OLDER = {"Q": Span.LAST_QUARTER, "H": Span.LAST_HALF}
ENDED = {Rhythm.WEEKLY: Span.LAST_WEEK, Rhythm.MONTHLY: Span.LAST_MONTH}
MOVING = (
    *(Span.THIS_MONTH, Span.THIS_QUARTER, Span.THIS_HALF, Span.THIS_YEAR),
    *(Span.QUARTER, Span.YEAR, Span.LAST_WEEK),
)


def offer(person: Person, asked: Asked, indicator: Indicator, view: KpiView) -> None:
    """Beside the key figures: be told the view that is looked at, with its filters."""
    if not can(person, commands.subscribe):
        return
    if st.button(t("Subscribe"), icon=":material/notifications:", key="kpi-subscribe"):
        window.turn_to(NAME, VIEW)
    if window.opened(NAME) == VIEW:
        title = t("Subscribe to this view")
        window.show(NAME, title, _ask, person, asked, indicator, view, width="medium")


def offer_order(person: Person) -> None:
    """Beside the order of the monthly assessment: be told that of the newest month."""
    _offer_other(person, KpiView.ORDER, Indicator.ON_TIME_CLOSING)


def offer_title(person: Person) -> None:
    """Beside the conditions of the national title."""
    _offer_other(person, KpiView.TITLE, Indicator.ENTERPRISES_SERVED)


def _offer_other(person: Person, view: KpiView, indicator: Indicator) -> None:
    """A view that stands on a page of its own, with a few figures of the whole city."""
    if not can(person, commands.subscribe):
        return
    if st.button(t("Subscribe"), icon=":material/notifications:", key=f"subscribe-{view.value}"):
        window.turn_to(NAME, VIEW)
    if window.opened(NAME) == VIEW:
        title = t("Subscribe to this view")
        span = Span.THIS_YEAR if view is KpiView.TITLE else Span.LAST_MONTH
        figures = tuple(dict.fromkeys((indicator, *DEFAULT)))
        known = Wishes("", figures, span, rhythm=Rhythm.MONTHLY, watched=indicator, view=view)
        window.show(NAME, title, _begin, person, known, None, width="medium")


def _ask(person: Person, asked: Asked, indicator: Indicator, view: KpiView) -> None:
    """In a window of its own, so that choosing in it draws the figures below no second time."""
    scope = asked.scope
    known = Wishes(
        name="",
        indicators=tuple(dict.fromkeys((indicator, *DEFAULT))),
        span=_span(asked.code),
        area=scope.area,
        unit_id=scope.unit_id,
        field=scope.field,
        channel=scope.channel,
        industry=scope.industry,
        watched=indicator,
        view=view,
    )
    _begin(person, known, _unit(person, scope.unit_id))


def _begin(person: Person, known: Wishes, unit: Named | None) -> None:
    wishes = form(person, FORM, known, unit, t("Begin the subscription"))
    if wishes:
        is_done, _ = attempt(commands.subscribe, form=FORM, wishes=wishes)
        if is_done:
            window.close(NAME)
            tell(t("You have subscribed. The page “Subscriptions” shows when you are told."))
            st.rerun()
    st.page_link(subscription_words.PAGE, label=t("My subscriptions"), icon=":material/list_alt:")


def form(person: Person, name: str, known: Wishes, unit: Named | None, label: str) -> Wishes | None:
    """What is asked for, once it was sent. What other fields hang on stands outside the form: it acts at once."""
    key = f"{name}-{nonce(name)}"
    rhythm = st.segmented_control(
        t("How often"),
        list(Rhythm),
        default=known.rhythm,
        format_func=term,
        required=True,
        key=f"{name}-rhythm-{key}",
    )
    known = replace(known, span=_proposed(person, known, rhythm))
    span = st.selectbox(
        t("Period"),
        list(Span),
        list(Span).index(known.span),
        format_func=term,
        key=f"{name}-span-{rhythm.value}-{key}",
    )
    wishes = replace(known, rhythm=rhythm, span=span)
    st.caption(plain(subscription_words.filters(person, wishes, unit)))
    if rhythm is not Rhythm.THRESHOLD:
        st.caption(
            t(
                "Of a period that has only begun in the week or month of sending, the one before is told."
            )
        )
    countable = commands.countable(person, wishes, clock.now())
    if not countable:
        st.info(t("Nothing is counted of this: take away the field, channel or industry."))
        return None
    if rhythm is Rhythm.THRESHOLD:
        wishes = _watched(name, key, wishes, countable)
    with st.form(key, border=False):
        title = st.text_input(
            t("Name of the subscription"),
            known.name or _title(person, known, unit),
            max_chars=80,
            key=f"{name}-name-{key}",
        )
        wishes = _turn(name, key, known, wishes)
        view = st.selectbox(
            t("Picture"),
            [*KpiView, None],
            [*KpiView, None].index(known.view),
            format_func=subscription_words.looked_at,
            key=f"{name}-view-{key}",
        )
        figures = st.multiselect(
            t("Figures"),
            countable,
            [each for each in known.indicators or DEFAULT if each in countable],
            format_func=term,
            max_selections=MOST_INDICATORS,
            placeholder=t("Please choose"),
            key=f"{name}-figures-{span.value}-{key}",
        )
        bot_id = _way(person, name, key, known)
        is_sent = st.form_submit_button(label, type="primary")
    if not is_sent:
        return None
    return replace(wishes, name=title, indicators=tuple(figures), bot_id=bot_id, view=view)


def _turn(name: str, key: str, known: Wishes, wishes: Wishes) -> Wishes:
    """At which time, or at which threshold."""
    if wishes.rhythm is Rhythm.THRESHOLD:
        return _threshold(name, key, known, wishes)
    return _time(name, key, wishes)


def _time(name: str, key: str, wishes: Wishes) -> Wishes:
    """The weekday and the hour, or the hour of the first working day."""
    left, right = st.columns(2)
    weekday = wishes.weekday
    if wishes.rhythm is Rhythm.WEEKLY:
        weekday = left.selectbox(
            t("Weekday"),
            range(7),
            wishes.weekday,
            format_func=subscription_words.weekday,
            key=f"{name}-weekday-{key}",
        )
    else:
        left.caption(t("On the first working day of the month"))
    hours = range(FIRST_HOUR, LAST_HOUR + 1)
    hour = right.selectbox(
        t("Hour"),
        hours,
        hours.index(wishes.hour),
        format_func=lambda each: f"{each}:00",
        key=f"{name}-hour-{key}",
    )
    return replace(wishes, weekday=weekday, hour=hour)


def _watched(name: str, key: str, wishes: Wishes, countable: tuple[Indicator, ...]) -> Wishes:
    """Which figure is watched, and from which side."""
    left, right = st.columns(2)
    watched = left.selectbox(
        t("Watched figure"),
        countable,
        countable.index(wishes.watched) if wishes.watched in countable else 0,
        format_func=term,
        key=f"{name}-watched-{key}",
    )
    is_low = DEFINITIONS[watched].better is Better.HIGHER
    asked = (wishes.crossing,) if wishes.crossing and wishes.watched is watched else ()
    usual = wishes.crossing or (Crossing.BELOW if is_low else Crossing.ABOVE)
    # The side that was asked for before stays one to choose: that it is refused now is said on saving.
    sides = tuple(dict.fromkeys((*figure_thresholds.sides(watched, wishes.span), *asked)))
    crossing = right.selectbox(
        t("Side"),
        sides,
        sides.index(usual) if usual in sides else 0,
        format_func=term,
        key=f"{name}-crossing-{watched.value}-{len(sides)}-{key}",
    )
    return replace(wishes, watched=watched, crossing=crossing)


def _threshold(name: str, key: str, known: Wishes, wishes: Wishes) -> Wishes:
    """The threshold and its margin, a share in per cent."""
    is_same = known.watched is wishes.watched
    is_share = DEFINITIONS[wishes.watched].unit is Unit.SHARE
    factor = 100.0 if is_share else 1.0
    most = 100.0 if is_share else float(MOST)
    before = f"{name}-{wishes.watched.value}-{key}"
    left, right = st.columns(2)
    bound = left.number_input(
        t("Threshold in per cent") if is_share else t("Threshold"),
        0.0,
        most,
        round(known.bound * factor, 4) if is_same and known.bound is not None else None,
        step=1.0,
        key=f"bound-{before}",
    )
    margin = right.number_input(
        t("Margin in points") if is_share else t("Margin"),
        0.0,
        most,
        round(known.margin * factor, 4) if is_same and known.margin is not None else 1.0,
        step=1.0,
        key=f"margin-{before}",
        help=t("You are told again only after the figure was this far on the good side."),
    )
    return replace(
        wishes,
        bound=None if bound is None else bound / factor,
        margin=None if margin is None else margin / factor,
    )


def _way(person: Person, name: str, key: str, known: Wishes) -> int | None:
    """By mail to one's own address, or by a bot."""
    found = read(queries.ways, person, topics=(topics.BOTS, topics.PEOPLE))
    labels = {each.id: subscription_words.by(each) for each in found.bots}
    if found.email:
        labels = {MAIL: t("By mail to {address}", address=found.email)} | labels
    ways = list(labels)
    if not ways:
        st.caption(t("Your account has no e-mail address, and there is no bot that you may use."))
        return None
    way = st.selectbox(
        t("Sent by"),
        ways,
        ways.index(known.bot_id) if known.bot_id in ways else 0,
        format_func=labels.get,
        key=f"{name}-way-{key}",
    )
    if any(each.carrier not in PICTURED for each in found.bots):
        st.caption(subscription_words.pictures())
    return way or None


def _proposed(person: Person, known: Wishes, rhythm: Rhythm) -> Span:
    """The period of a new one: of this month, each week the last week and each month the last month, which have just
    ended, where the figure that is looked at is told of them."""
    ended = ENDED.get(rhythm)
    if known.name or known.span is not Span.THIS_MONTH or ended is None:
        return known.span
    told = commands.countable(person, replace(known, span=ended), clock.now())
    return ended if known.indicators[0] in told else known.span


def _span(code: str) -> Span:
    """The period that moves on with time and is this one now; an older one stands for the one before this."""
    today = clock.now().date()
    now = {figure_rhythm.code(span, figure_rhythm.period(span, today)): span for span in MOVING}
    if code in now:
        return now[code]
    if TO in code:  # other days do not move on
        return Span.THIS_MONTH
    older = next((span for sign, span in OLDER.items() if sign in code), Span.LAST_MONTH)
    return Span.THIS_YEAR if code.isdecimal() else older


def _title(person: Person, known: Wishes, unit: Named | None) -> str:
    place = area_names(person).get(known.area or "") or t("Whole city")
    if unit:
        place = named(unit.name, unit.name_en)
    if known.view in other_pages.VIEWS:
        return t("Subscription: {view}", view=term(known.view))
    return t("Key figures, {place}", place=place)


def _unit(person: Person, unit_id: int | None) -> Named | None:
    if unit_id is None:
        return None
    if unit_id == person.organisation_id:
        return Named(unit_id, person.organisation, person.organisation_en)
    every = read(units.units, person, topics=(topics.ORGANISATIONS,))
    return next((Named(e.id, e.name, e.name_en) for e in every if e.id == unit_id), None)
