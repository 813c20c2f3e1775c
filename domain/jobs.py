"""What the platform does by itself: pauses that end, surveys that lapse or stand, reminders, the daily seal."""

import logging
from collections.abc import Callable, Iterable

from sqlmodel import Session, col, select

from db.engine import snapshot, transaction
from db.models import Demand, Event, ResearchResult, Survey, TechnicalNeed
from db.research_vocabulary import RecordStage
from db.vocabulary import MessageKind, Stage
from domain import (
    activities,
    activity_feedback,
    activity_outcomes,
    activity_reminders,
    anchors,
    appeal_reminders,
    bulletin_days,
    clock,
    digests,
    docking_reminders,
    figure_alerts,
    figure_sending,
    follow_ups,
    kept_files,
    messages,
    month_targets,
    needs,
    pairs,
    publishing,
    ratings,
    rations,
    recalculation,
    results,
    sessions,
    supervision,
    surveys,
    work_orders,
)
from domain.command import Command, perform
from domain.contest import following, reminding
from domain.errors import Refused
from domain.imports import running
from domain.indicators import building
from domain.matchmaking import learning, months, reminders
from domain.menu import after, bookings, feedback
from domain.permissions import ENGINE

log = logging.getLogger(__name__)
MOST = 200  # demands taken in one go, so that one tick stays short


def end_pauses() -> int:
    """Resume the demands whose pause has come to its date; returns how many."""
    waited = select(Demand.id).where(
        Demand.stage == Stage.WAITING, col(Demand.waiting_until) <= clock.now()
    )
    return _each(waited, work_orders.resume)


def expire_surveys() -> int:
    """Send the demands whose survey nobody answered to the return-visit queue."""
    lapsed = (
        select(Demand.id)
        .join(Survey, Survey.demand_id == Demand.id)
        .where(
            Demand.stage == Stage.ANSWERED,
            Survey.round == Demand.round,
            Survey.expires_at <= clock.now(),
        )
    )
    return _each(lapsed, surveys.expire)


def freeze_surveys() -> int:
    """Let the answers stand that have not been changed for half a day."""
    settled = (
        select(Demand.id)
        .join(Survey, Survey.demand_id == Demand.id)
        .where(
            Demand.stage == Stage.SURVEYED,
            Survey.round == Demand.round,
            col(Survey.answered_at) <= clock.now() - surveys.CHANGEABLE,
        )
    )
    return _each(settled, surveys.freeze)


def remind_of_surveys() -> int:
    """Write one reminder to every enterprise that has not answered for three days."""
    now = clock.now()
    with transaction() as session:
        silent = session.exec(
            select(Survey, Demand)
            .join(Demand, Survey.demand_id == Demand.id)
            .where(
                Demand.stage == Stage.ANSWERED,
                Survey.round == Demand.round,
                col(Survey.reminded_at).is_(None),
                Survey.opened_at <= now - surveys.REMIND_AFTER,
                Survey.expires_at > now,
            )
            .limit(MOST)
            .with_for_update(skip_locked=True)
        ).all()
        for survey, demand in silent:
            survey.reminded_at = now
            messages.put(session, MessageKind.SURVEY_REMINDER, demand, now=now)
        return len(silent)


def end_publications() -> int:
    """Remind of needs and results that end soon, and take those out whose last day is over."""
    done = 0
    for table, module in ((TechnicalNeed, needs), (ResearchResult, results)):
        today = clock.now().date()
        published = select(table.id).where(table.stage == RecordStage.PUBLISHED)
        done += _each(published.where(col(table.expires_on) < today), module.expire)
        told = select(Event.id).where(
            Event.subject_kind == table.__tablename__,
            Event.subject_id == table.id,
            col(Event.action).in_(("need_expires_soon", "result_expires_soon")),
            Event.at >= clock.now() - 2 * publishing.REMIND_BEFORE,
        )
        soon = col(table.expires_on).between(today, today + publishing.REMIND_BEFORE)
        done += _each(published.where(soon, ~told.exists()), module.remind)
    return done


def remind_of_matches() -> int:
    """Say which next actions of matches are due, and ask for the outcomes whose day has come."""
    done = _each(reminders.steps_due(), reminders.remind)
    return done + _each(reminders.outcomes_due(), reminders.ask_outcome)


def look_after_activities() -> int:
    """Remind those who come a day before, note what is over, ask those who came, count what came of it."""
    done = _each(activity_reminders.to_remind(), activity_reminders.remind)
    done += _each(activity_reminders.over(), activities.hold)
    done += _each(activity_feedback.to_ask(), activity_feedback.ask)
    done += _each(activity_feedback.to_remind(), activity_feedback.remind)
    return done + _each(activity_outcomes.to_note(), activity_outcomes.note)


def remind_of_follow_ups() -> int:
    """Say which tasks after activities are due or late."""
    return _each(follow_ups.to_remind(), follow_ups.remind)


def follow_projects_up() -> int:
    """Say which next actions of awarded projects are due."""
    return _each(following.due(), following.remind)


def remind_judges() -> int:
    """Remind the judges of competitions whose stage ends soon."""
    with snapshot() as session:
        ids = reminding.due(session)
    return _of_each(ids[:MOST], reminding.remind)


def look_after_bookings() -> int:
    """Remind those who have booked a service for tomorrow, ask who came, say what is to be followed up."""
    done = _each(bookings.to_remind(), bookings.remind)
    done += _each(feedback.to_ask(), feedback.ask)
    done += _each(feedback.to_remind(), feedback.remind)
    return done + _each(after.to_remind(), after.remind)


def remind_of_docking_days() -> int:
    """Remind those who meet somebody tomorrow, and ask those who have not said how it went."""
    done = _each(docking_reminders.to_remind(), docking_reminders.remind)
    return done + _each(docking_reminders.to_ask(), docking_reminders.ask)


def tell_late_orders() -> int:
    """Say which supervision orders were not answered by their day."""
    return _each(supervision.late(), supervision.tell_late)


def carry_on_targets() -> int:
    """Carry on the targets of the month before, where a month has begun and nobody has set any."""
    first = clock.now().date().replace(day=1)
    with snapshot() as session:
        is_unset = month_targets.is_unset(session, first)
    if is_unset:
        perform(ENGINE, month_targets.carry_on_unset, month=first)
    return int(is_unset)


def seal_days() -> int:
    """Seal the events of every day that is over."""
    with transaction() as session:
        return anchors.seal_days(session, clock.now())


JOBS: list[tuple[str, float, Callable[[], int]]] = [
    ("end_pauses", 60, end_pauses),
    ("recalculate", 10, recalculation.carry_on),
    ("import", 5, running.carry_on),
    ("figures", 0.5, building.keep_up),
    ("expire_surveys", 300, expire_surveys),
    ("freeze_surveys", 300, freeze_surveys),
    ("remind_of_surveys", 600, remind_of_surveys),
    ("end_publications", 3600, end_publications),
    ("remind_of_matches", 600, remind_of_matches),
    ("send_digests", 60, digests.send),
    ("draw_up_bulletin", 600, bulletin_days.draw_up_what_is_due),
    ("send_subscriptions", 60, figure_sending.send),
    ("remind_of_appeals", 1800, appeal_reminders.remind_where_they_end),
    ("judge_alerts", 30, figure_alerts.judge),
    ("look_after_activities", 300, look_after_activities),
    ("remind_of_follow_ups", 600, remind_of_follow_ups),
    ("follow_projects_up", 600, follow_projects_up),
    ("remind_judges", 600, remind_judges),
    ("look_after_bookings", 300, look_after_bookings),
    ("remind_of_docking_days", 300, remind_of_docking_days),
    ("tell_late_orders", 600, tell_late_orders),
    ("carry_on_targets", 600, carry_on_targets),
    ("learn", 3600, learning.carry_on),
    ("try_months", 600, months.work_out),
    ("seal_days", 3600, seal_days),
    ("forget_sessions", 3600, sessions.forget_old),
    ("forget_attempts", 3600, rations.forget_old),
    ("sweep_pairs", 10, pairs.sweep),
    ("renew_ratings", 6 * 3600, ratings.renew),
    ("sweep_files", 6 * 3600, kept_files.sweep_orphans),
]


def _each(found, command: Command) -> int:
    """Perform the command on each demand found."""
    with snapshot() as session:
        ids = _ids(session, found)
    return _of_each(ids, command)


def _of_each(ids: Iterable[int], command: Command) -> int:
    """Perform the command on each; one that another process took meanwhile is passed over. Returns how many."""
    done = 0
    for demand_id in ids:
        try:
            perform(ENGINE, command, demand_id)
            done += 1
        except Refused as refusal:
            log.info("%s passed over demand %s: %s", command.name, demand_id, refusal.message)
        except Exception:  # a fault of one demand does not hold up the others
            log.exception("%s failed for demand %s", command.name, demand_id)
    return done


def _ids(session: Session, found) -> list[int]:
    return list(session.exec(found.limit(MOST)).all())
