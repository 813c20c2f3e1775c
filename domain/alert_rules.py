"""Rules of alerts: which figure is watched in every sub-platform or every unit, from where on, back to where."""

from dataclasses import dataclass

from sqlmodel import col, func, select

from db.engine import queue_up
from db.indicator_vocabulary import By, Indicator
from db.models import AlertRule, Bot, FigureAlert
from db.subscription_vocabulary import Crossing
from db.supervision_vocabulary import AlertEnd, Watched
from domain import bots, figure_thresholds
from domain.choices import chosen
from domain.command import Act, command
from domain.errors import Refused, Unclear
from domain.figure_thresholds import Threshold
from domain.indicators.definitions import DEFINITIONS, Definition
from domain.permissions import alert_keepers

MOST = 12


class TooManyRules(Refused):
    message = "{most} rules are watched at most; end one first."


class WatchedAlready(Refused):
    message = "This figure is watched with the same threshold already."


class NotWatchable(Refused):
    message = "This figure cannot be watched in this way: it is not told of each of them, or only grows with the month."


class RuleEnded(Refused):
    message = "This rule has ended already."


@dataclass(frozen=True)
class Rule:
    """A figure is alarming when it lies below (or above) `bound`; it has recovered when it is back by `margin`."""

    indicator: Indicator
    crossing: Crossing
    bound: float
    margin: float = 0.0
    watched: Watched = Watched.AREA
    bot_id: int | None = None  # of the city's bots: whose group is told too


BY = {Watched.AREA: By.AREA, Watched.UNIT: By.UNIT}


def watchable(watched: Watched) -> tuple[Indicator, ...]:
    """The figures that can be watched in every place of this kind; not those that only grow as the month goes on."""
    return tuple(each for each in Indicator if _is_watchable(DEFINITIONS[each], watched))


def _is_watchable(definition: Definition, watched: Watched) -> bool:
    """Of units, only what is counted for each that handles orders: matches are told by university, few of which are
    units, and a unit's people could do nothing about them."""
    grows = definition.adds_up
    is_of_units = watched is Watched.AREA or definition.match_figure is None
    return BY[watched] in definition.by and is_of_units and not grows


@command(AlertRule, by=alert_keepers, makes=True)
def lay_down(act: Act, *, rule: Rule) -> int:
    """Watch a figure in every sub-platform or every unit; returns the rule's id."""
    told = figure_thresholds.checked(
        Threshold(
            chosen(Indicator, rule.indicator, "Figure"),
            chosen(Crossing, rule.crossing, "Side"),
            rule.bound,
            rule.margin or 0.0,
        )
    )
    watched = chosen(Watched, rule.watched, "Watched")
    if told.indicator not in watchable(watched):
        raise NotWatchable
    queue_up(act.session, "alert_rules")  # of two who lay one down at once one hears of the other
    live = col(AlertRule.ended_at).is_(None)
    if act.session.exec(select(func.count(AlertRule.id)).where(live)).one() >= MOST:
        raise TooManyRules(most=MOST)
    same = select(AlertRule.id).where(
        live,
        AlertRule.indicator == told.indicator,
        AlertRule.watched == watched,
        AlertRule.crossing == told.crossing,
        AlertRule.bound == told.bound,
    )
    if act.session.exec(same).first():
        raise WatchedAlready
    row = act.add(
        AlertRule(
            indicator=told.indicator,
            watched=watched,
            crossing=told.crossing,
            bound=float(told.bound),
            margin=float(told.margin),
            bot_id=_bot(act, rule.bot_id),
            made_at=act.now,
            made_by_id=act.actor.id,
        )
    )
    said = {
        "indicator": told.indicator.value,
        "watched": watched.value,
        "crossing": told.crossing.value,
    }
    act.record("alert_rule_made", row, **said, bound=str(row.bound), margin=str(row.margin))
    return row.id


def _bot(act: Act, bot_id: int | None) -> int | None:
    """One of the city's own: what every sub-platform is told of is not for the group of one."""
    if not bot_id:
        return None
    usable = select(Bot.id).where(
        Bot.id == bot_id, bots.usable(act.actor), col(Bot.area_code).is_(None)
    )
    if act.session.exec(usable).first() is None:
        raise Unclear(field="Name of the bot")
    return bot_id


@command(AlertRule, by=alert_keepers)
def end(act: Act, rule: AlertRule) -> None:
    """Watch it no more; its open alerts end with it."""
    if rule.ended_at is not None:
        raise RuleEnded
    rule.ended_at = act.now
    act.record("alert_rule_ended", rule)
    mine = select(FigureAlert).where(
        FigureAlert.rule_id == rule.id, col(FigureAlert.ended_at).is_(None)
    )
    for alert in act.session.exec(mine.with_for_update()):
        alert.ended_at, alert.ended_as = act.now, AlertEnd.RULE_ENDED
        act.record("alert_ended", alert, why=alert.ended_as.value)
