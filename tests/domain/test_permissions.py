"""The whole matrix: every role tries every command, and only those named here get through."""

from dataclasses import replace

import pytest
from sqlmodel import select

from db.engine import snapshot, transaction
from db.models import (
    Activity,
    ActivitySeries,
    Demand,
    DockingDay,
    FigureSubscription,
    FollowUp,
    Match,
    Organisation,
    ResearchResult,
    TechnicalNeed,
    User,
    UserRole,
)
from db.vocabulary import Kind, Role
from domain import documents  # noqa: F401  (declares every command)
from domain.command import COMMANDS, can, perform
from domain.errors import Forbidden
from domain.permissions import ENGINE, PUBLIC, Person, visible_to
from tests import town
from tests.town import (
    FINANCE,
    ID,
    LAWYERS,
    LONGWAN,
    LUCHENG,
    SHOES,
    SUB_LONGWAN,
    SUB_LUCHENG,
    VALVES,
)

R = Role
HANDLERS = {R.UNIT_HANDLER, R.UNIT_HEAD, R.UNIVERSITY_LIAISON}
DESK = {R.INTAKE, R.SUB_PLATFORM_STAFF}
KEEPERS = DESK | {R.ADMINISTRATOR}
OVERSEERS = KEEPERS | {R.LEADER}
SUPERVISORS = OVERSEERS | {R.DISPATCHER}
ZONES = {R.SUB_PLATFORM_STAFF, R.ADMINISTRATOR}
DISPATCH = {R.DISPATCHER, R.SUB_PLATFORM_STAFF}
ORGANISERS = {R.ORGANISER, R.SUB_PLATFORM_STAFF, R.ADMINISTRATOR}
ALL = set(Role)

ALLOWED = {
    "demands.ask": ALL,
    "demands.receive": DESK,
    "demands.accept": DESK,
    "demands.decline": DESK,
    "demands.merge": DESK,
    "demands.classify": DESK | DISPATCH,
    "demands.withdraw": DESK | {R.ENTERPRISE},
    "work_orders.dispatch": DISPATCH,
    "work_orders.ask_return": HANDLERS,
    "work_orders.rule": {R.ARBITER},
    "work_orders.sign": HANDLERS,
    "work_orders.hand_over": {R.UNIT_HEAD},
    "work_orders.contact": HANDLERS,
    "work_orders.note": HANDLERS | DESK | DISPATCH,
    "work_orders.ask": HANDLERS,
    "work_orders.supplement": HANDLERS | DESK | {R.ENTERPRISE},
    "work_orders.resume": set(),
    "replies.reply": HANDLERS,
    "replies.send_back": {R.UNIT_HEAD},
    "replies.approve": {R.UNIT_HEAD},
    "surveys.give_link": set(),
    "surveys.evaluate": {R.ENTERPRISE},
    "surveys.expire": set(),
    "appeal_reminders.remind": set(),
    "surveys.freeze": set(),
    "attachments.attach": HANDLERS | DESK | DISPATCH | {R.ENTERPRISE},
    "attachments.take_back": HANDLERS | DESK | DISPATCH | {R.ENTERPRISE},
    "return_visits.visit": {R.RETURN_VISIT_OFFICER},
    "return_visits.redo": {R.RETURN_VISIT_OFFICER},
    "return_visits.close": {R.RETURN_VISIT_OFFICER},
    "organisations.register": DESK,
    "records.add": KEEPERS,
    "records.change": KEEPERS,
    "records.close": KEEPERS,
    "records.reopen": KEEPERS,
    "qualifications.add": KEEPERS,
    "qualifications.check": KEEPERS,
    "qualifications.withdraw": KEEPERS,
    "products.add": KEEPERS,
    "products.change": KEEPERS,
    "products.retire": KEEPERS,
    "products.check": KEEPERS,
    "experts.add_team": KEEPERS | {R.UNIVERSITY_LIAISON},
    "experts.change_team": KEEPERS | {R.UNIVERSITY_LIAISON},
    "experts.retire_team": KEEPERS | {R.UNIVERSITY_LIAISON},
    "experts.add": KEEPERS | {R.UNIVERSITY_LIAISON},
    "experts.change": KEEPERS | {R.UNIVERSITY_LIAISON},
    "experts.retire": KEEPERS | {R.UNIVERSITY_LIAISON},
    "visits.record": KEEPERS,
    "visits.raise_demand": DESK,
    "duties.add": {R.ADMINISTRATOR},
    "duties.remove": {R.ADMINISTRATOR},
    "checks.checked": KEEPERS,
    "merging.merge": KEEPERS,
    "merging.undo": KEEPERS,
    "pairs.keep_apart": KEEPERS,
    "proposals.propose": HANDLERS | {R.ENTERPRISE},
    "proposals.take_back": HANDLERS | {R.ENTERPRISE},
    "proposals.decide": KEEPERS,
    "ratings.rate": set(),
    "equipment.add": KEEPERS | {R.UNIVERSITY_LIAISON},
    "equipment.change": KEEPERS | {R.UNIVERSITY_LIAISON},
    "equipment.retire": KEEPERS | {R.UNIVERSITY_LIAISON},
    "matchmaking.learning.learn": {R.ADMINISTRATOR, R.INTAKE},
    "matchmaking.learning.use": {R.ADMINISTRATOR, R.INTAKE},
    "matchmaking.learning.put_aside": {R.ADMINISTRATOR, R.INTAKE},
    "glossary_terms.add": KEEPERS,
    "glossary_terms.bring_in": KEEPERS,
    "glossary_terms.retire": KEEPERS,
    "needs.enter": KEEPERS | {R.ENTERPRISE},
    "needs.grow": DESK | {R.ENTERPRISE},
    **{
        f"needs.{verb}": KEEPERS | {R.ENTERPRISE}
        for verb in ("change", "hand_in", "renew", "withdraw", "solve")
    },
    "results.enter": KEEPERS | {R.UNIVERSITY_LIAISON},
    **{
        f"results.{verb}": KEEPERS | {R.UNIVERSITY_LIAISON}
        for verb in ("change", "hand_in", "renew", "withdraw", "solve")
    },
    **{
        f"{kind}.{verb}": KEEPERS
        for kind in ("needs", "results")
        for verb in ("publish", "send_back")
    },
    **{f"{kind}.{verb}": set() for kind in ("needs", "results") for verb in ("expire", "remind")},
    "research_files.entering.bring_in": {R.UNIVERSITY_LIAISON},
    "research_files.completing.complete": {R.UNIVERSITY_LIAISON},
    "research_files.completing.hand_in": {R.UNIVERSITY_LIAISON},
    **{
        f"matchmaking.judging.{verb}": KEEPERS | {R.ENTERPRISE, R.UNIVERSITY_LIAISON}
        for verb in ("judge", "take_back")
    },
    **{
        f"supervision.{verb}": SUPERVISORS
        for verb in ("remind", "lay", "settle", "send_back", "lift")
    },
    "supervision.answer": HANDLERS,
    "supervision.tell_late": set(),
    "coordination.done": HANDLERS | OVERSEERS,
    **{f"coordination.{verb}": OVERSEERS for verb in ("call", "move", "decide", "close")},
    "alert_rules.lay_down": {R.LEADER, R.ADMINISTRATOR},
    "alert_rules.end": {R.LEADER, R.ADMINISTRATOR},
    "figure_alerts.begin": set(),
    "figure_alerts.end": set(),
    "matchmaking.starting.start": KEEPERS | {R.ENTERPRISE, R.UNIVERSITY_LIAISON},
    "matchmaking.starting.start_with_team": KEEPERS | {R.ENTERPRISE, R.UNIVERSITY_LIAISON},
    "matchmaking.starting.agree": {R.ENTERPRISE, R.UNIVERSITY_LIAISON},
    **{
        f"matchmaking.pipeline.{verb}": KEEPERS | {R.ENTERPRISE, R.UNIVERSITY_LIAISON}
        for verb in ("advance", "sign", "transform", "decline", "take_up_again", "plan", "note")
    },
    **{
        f"matchmaking.files.{verb}": KEEPERS | {R.ENTERPRISE, R.UNIVERSITY_LIAISON}
        for verb in ("attach", "take_back")
    },
    **{
        f"matchmaking.helpers_aside.{verb}": KEEPERS | {R.ENTERPRISE}
        for verb in ("set_aside", "take_back")
    },
    "matchmaking.keeping.entrust": KEEPERS | {R.ENTERPRISE, R.UNIVERSITY_LIAISON},
    **{f"matchmaking.reminders.{verb}": set() for verb in ("remind", "ask_outcome")},
    "matchmaking.outcomes.tell_outcome": KEEPERS | {R.ENTERPRISE, R.UNIVERSITY_LIAISON},
    "matchmaking.outcomes.verify_outcome": KEEPERS,
    **{
        f"docking_wishes.{verb}": KEEPERS | {R.ENTERPRISE, R.UNIVERSITY_LIAISON}
        for verb in ("be_present", "wish")
    },
    **{
        f"docking_{verb}": KEEPERS | {R.ENTERPRISE, R.UNIVERSITY_LIAISON}
        for verb in ("answers.answer", "delegations.gather", "feedback.say", "meetings.agree")
    },
    "docking_reminders.remind": set(),
    **{f"docking_changes.{verb}": KEEPERS for verb in ("cancel", "restore", "swap")},
    **{
        f"docking_days.{verb}": KEEPERS
        for verb in (
            "prepare",
            "invite",
            "leave_out",
            "put_plan",
            "publish",
            "end",
        )
    },
    **{f"docking_meetings.{verb}": KEEPERS for verb in ("confirm", "move", "tell")},
    **{
        f"{name}": ORGANISERS
        for name in (
            "activity_series.begin",
            "activity_series.change",
            "activity_series.end",
            "activities.draft",
            "activities.correct",
            "activities.hand_in",
            "activities.cancel",
            "activities.hold",
            "activities.report",
            "activity_moves.move",
            "activity_moves.clone",
            "activity_moves.recur",
            "activity_reminders.remind",
            "activity_feedback.ask",
            "follow_ups.give",
            "follow_ups.change",
            "follow_ups.cancel",
            "activity_origins.raise_demand",
            "activity_origins.raise_need",
            "registrations.approve",
            "registrations.refuse",
            "attendance.check_in",
            "attendance.walk_in",
            "attendance.take_back",
        )
    },
    **{f"activities.{verb}": ORGANISERS | {R.LEADER} for verb in ("send_back", "publish")},
    "registrations.register": set(ALL),
    "registrations.withdraw": set(ALL),
    "activity_feedback.answer": set(ALL),
    "zones.set_industries": ZONES,
    "zones.add_project": ZONES,
    "zones.change_project": ZONES,
    "zones.end_project": ZONES,
    "accounts.invite": {R.ADMINISTRATOR},
    "accounts.invite_administrator": set(),
    "accounts.give_link": {R.ADMINISTRATOR},
    "accounts.reset_password": {R.ADMINISTRATOR},
    "accounts.set_roles": {R.ADMINISTRATOR},
    "accounts.correct": {R.ADMINISTRATOR},
    "accounts.disable": {R.ADMINISTRATOR},
    "accounts.enable": {R.ADMINISTRATOR},
    "accounts.accept_invitation": ALL,
    "accounts.change_password": ALL,
    "accounts.set_language": ALL,
    "accounts.end_sessions": ALL,
    "limit_rules.change": {R.ADMINISTRATOR},
    "office_days.enter_day": {R.ADMINISTRATOR},
    "office_days.enter_year": {R.ADMINISTRATOR},
    "office_days.undo": {R.ADMINISTRATOR},
    "outbox.send_again": {R.ADMINISTRATOR},
    "imports.batches.hand_in": DESK | {R.ADMINISTRATOR},
    "imports.batches.confirm": DESK | {R.ADMINISTRATOR},
    "imports.batches.abandon": DESK | {R.ADMINISTRATOR},
    "imports.batches.conclude": set(),
    "imports.batches.finish": set(),
    "imports.batches.give_back": set(),
    "exports.take": DESK | {R.ADMINISTRATOR},
    "my_notices.read_all": ALL,
    "my_notices.read_about": ALL,
    "my_notices.read_of": ALL,
    "digests.want": ALL,
    **{f"wall_links.{verb}": {R.ADMINISTRATOR, R.LEADER} for verb in ("make", "change", "revoke")},
    **{
        f"assessment_schemes.{verb}": {R.ADMINISTRATOR, R.LEADER}
        for verb in ("draft", "redraft", "publish")
    },
    **{
        f"assessments.{verb}": {R.ADMINISTRATOR, R.LEADER} for verb in ("freeze", "rule", "correct")
    },
    **{
        f"assessments.{verb}": {R.ADMINISTRATOR, R.LEADER, R.INTAKE, R.RETURN_VISIT_OFFICER}
        for verb in ("begin", "mark")
    },
    "assessments.appeal": {R.SUB_PLATFORM_STAFF},
    **{
        f"{name}": {R.ADMINISTRATOR, R.LEADER, R.INTAKE, R.EDITOR}
        for name in (
            "bulletins.draw_up",
            "bulletins.draw_again",
            "bulletins.edit",
            "bulletin_templates.take_in",
            "bulletin_templates.put_aside",
        )
    },
    "bulletins.approve": {R.ADMINISTRATOR, R.LEADER},
    "figure_subscriptions.subscribe": ALL - HANDLERS - {R.ENTERPRISE} | {R.UNIT_HEAD},
    **{f"follow_ups.{verb}": ALL - {R.ENTERPRISE} for verb in ("finish", "drop")},
    "follow_ups.remind": set(),
    "activity_outcomes.note": set(),
    **{f"figure_subscriptions.{verb}": set(ALL) for verb in ("change", "pause", "end", "send_now")},
    **{f"bots.{verb}": ZONES for verb in ("make", "change", "close", "test")},
    "month_targets.begin": {R.ADMINISTRATOR, R.LEADER, R.INTAKE, R.SUB_PLATFORM_STAFF},
    "month_targets.put": {R.ADMINISTRATOR, R.LEADER},
    "month_targets.carry_on": {R.ADMINISTRATOR, R.LEADER},
    "month_targets.note": {R.ADMINISTRATOR, R.LEADER, R.INTAKE, R.SUB_PLATFORM_STAFF},
}
OPEN_TO_ALL = {"registrations.register", "registrations.withdraw", "activity_feedback.answer"}
OF_ONESELF = {name for name in ALLOWED if ALLOWED[name] is ALL} - {"demands.ask"}

HOMES = {
    R.UNIT_HANDLER: (Kind.DEPARTMENT, FINANCE),
    R.UNIT_HEAD: (Kind.DEPARTMENT, FINANCE),
    R.UNIVERSITY_LIAISON: (Kind.UNIVERSITY, FINANCE),
    R.ENTERPRISE: (Kind.ENTERPRISE, VALVES),
    R.SUB_PLATFORM_STAFF: (Kind.SUB_PLATFORM, SUB_LONGWAN),
}
DEMAND = Demand(id=7, area_code=LONGWAN, unit_id=FINANCE, enterprise_id=VALVES)
NEED = TechnicalNeed(id=7, area_code=LONGWAN, enterprise_id=VALVES)
RESULT = ResearchResult(id=7, area_code=LONGWAN, organisation_id=FINANCE)
MATCH = Match(id=7, area_code=LONGWAN, enterprise_id=VALVES, provider_id=FINANCE)
DAY = DockingDay(id=7, area_code=LONGWAN)
ACTIVITY = Activity(id=7, area_code=LONGWAN, organiser_id=SUB_LONGWAN)
SERIES = ActivitySeries(id=7, area_code=LONGWAN, organiser_id=SUB_LONGWAN)
OF_ACTIVITIES = {Activity: ACTIVITY, ActivitySeries: SERIES}
OF_RESEARCH = {TechnicalNeed: NEED, ResearchResult: RESULT, Match: MATCH, DockingDay: DAY}
# Whoever brings results to enterprises may judge any need that they may see; the command looks whether they may.
OF_WHAT_IS_SEEN = {"matchmaking.judging.judge", "matchmaking.judging.take_back"}


def holder_of(role: Role, *, organisation_id: int | None = None, area: str = LONGWAN) -> Person:
    """Somebody with this role only, at home where such people are."""
    kind, home = HOMES.get(role, (Kind.CITY, 1))
    return Person(
        99,
        "somebody",
        frozenset({role}),
        organisation_id=organisation_id or home,
        kind=kind,
        area_code=area,
    )


@pytest.mark.parametrize("name", sorted(COMMANDS))
@pytest.mark.parametrize("role", Role)
def test_only_the_roles_of_a_command_may_give_it(role, name):
    command, holder = COMMANDS[name], holder_of(role)
    near = (
        OF_RESEARCH
        | OF_ACTIVITIES
        | {
            User: User(id=99),
            FigureSubscription: FigureSubscription(user_id=99),
            FollowUp: FollowUp(user_id=99),
            Organisation: Organisation(id=holder.organisation_id, area_code=LONGWAN),
        }
    )
    assert can(holder, command, near.get(command.subject, DEMAND)) is (role in ALLOWED[name])


def test_the_matrix_names_every_command():
    assert set(ALLOWED) == set(COMMANDS)


@pytest.mark.parametrize("name", sorted(OF_ONESELF - {"accounts.accept_invitation"}))
@pytest.mark.parametrize("role", sorted(ALL - {R.ADMINISTRATOR}))
def test_nobody_but_the_administrator_touches_the_account_of_another(role, name):
    assert not can(holder_of(role), COMMANDS[name], User(id=1))


NEAR = [R.UNIT_HANDLER, R.UNIT_HEAD, R.UNIVERSITY_LIAISON, R.ENTERPRISE, R.SUB_PLATFORM_STAFF]
ON_DEMANDS = [name for name in sorted(COMMANDS) if COMMANDS[name].subject is Demand]


@pytest.mark.parametrize("name", [n for n in ON_DEMANDS if not COMMANDS[n].makes])
@pytest.mark.parametrize("role", NEAR)
def test_nobody_acts_on_the_demands_of_another_area_unit_or_enterprise(role, name):
    other = {R.ENTERPRISE: SHOES, R.SUB_PLATFORM_STAFF: SUB_LUCHENG}.get(role, 4)
    stranger = holder_of(role, organisation_id=other, area=LUCHENG)
    assert not can(stranger, COMMANDS[name], DEMAND)


ON_RECORDS = [name for name in sorted(COMMANDS) if COMMANDS[name].subject is Organisation]


@pytest.mark.parametrize("name", [n for n in ON_RECORDS if not COMMANDS[n].makes])
@pytest.mark.parametrize("role", NEAR)
def test_nobody_changes_the_record_of_another_organisation_outside_their_area(role, name):
    stranger = holder_of(role, area=LUCHENG)
    assert not can(stranger, COMMANDS[name], Organisation(id=99, area_code=LONGWAN))


ON_ACTIVITIES = [n for n in sorted(COMMANDS) if COMMANDS[n].subject in OF_ACTIVITIES]


@pytest.mark.parametrize(
    "name", [n for n in ON_ACTIVITIES if not COMMANDS[n].makes and not {n} <= OPEN_TO_ALL]
)
@pytest.mark.parametrize("role", [*NEAR, R.ORGANISER])
def test_nobody_looks_after_the_activities_of_another_organisation_outside_their_area(role, name):
    stranger = holder_of(role, area=LUCHENG, organisation_id=SUB_LUCHENG)
    if role is R.ORGANISER:
        stranger = replace(stranger, kind=Kind.SERVICE_ORGANISATION, organisation_id=LAWYERS)
    assert not can(stranger, COMMANDS[name], OF_ACTIVITIES[COMMANDS[name].subject])


@pytest.mark.parametrize("name", ["activities.correct", "attendance.check_in"])
def test_an_organisation_s_own_organisers_look_after_its_activities(name):
    of_law = replace(
        holder_of(R.ORGANISER), kind=Kind.SERVICE_ORGANISATION, organisation_id=LAWYERS
    )
    assert can(of_law, COMMANDS[name], Activity(id=7, organiser_id=LAWYERS, area_code=LUCHENG))
    assert not can(of_law, COMMANDS["activities.publish"], Activity(id=7, organiser_id=LAWYERS))


# A day belongs to nobody: whose participant it is, the command itself looks at (tests/domain/test_docking_days.py).
OF_PARTICIPANTS = {
    "docking_answers.answer",
    "docking_delegations.gather",
    "docking_feedback.say",
    "docking_meetings.agree",
    "docking_wishes.be_present",
    "docking_wishes.wish",
}


@pytest.mark.parametrize(
    "name",
    [n for n in sorted(COMMANDS) if COMMANDS[n].subject in OF_RESEARCH and not COMMANDS[n].makes],
)
@pytest.mark.parametrize("role", NEAR)
def test_nobody_acts_on_the_needs_or_results_of_another_organisation_or_area(role, name):
    other = {R.ENTERPRISE: SHOES, R.SUB_PLATFORM_STAFF: SUB_LUCHENG}.get(role, 4)
    stranger = holder_of(role, organisation_id=other, area=LUCHENG)
    is_let_in = role is R.UNIVERSITY_LIAISON and name in OF_WHAT_IS_SEEN
    is_let_in |= role in (R.UNIVERSITY_LIAISON, R.ENTERPRISE) and name in OF_PARTICIPANTS
    assert can(stranger, COMMANDS[name], OF_RESEARCH[COMMANDS[name].subject]) is is_let_in


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_visitor_without_a_secret_may_only_ask_or_use_a_link(name):
    near = OF_RESEARCH | OF_ACTIVITIES | {User: User(id=1)}
    subject = near.get(COMMANDS[name].subject, DEMAND)
    open_to_all = {
        "demands.ask",
        "accounts.accept_invitation",
        "registrations.register",
        "registrations.withdraw",  # which one: the link says, and the command looks
        "activity_feedback.answer",
    }
    assert can(PUBLIC, COMMANDS[name], subject) is (name in open_to_all)


def test_the_secret_of_one_demand_opens_no_other():
    holder = Person(None, "", holds=8)
    assert not any(
        can(holder, COMMANDS[name], DEMAND) for name in ON_DEMANDS if not COMMANDS[name].makes
    )


def test_the_engine_does_only_what_is_declared_to_be_its_own():
    allowed = {n for n in ON_DEMANDS if not COMMANDS[n].makes and can(ENGINE, COMMANDS[n], DEMAND)}
    assert allowed == {
        "work_orders.resume",
        "surveys.expire",
        "surveys.freeze",
        "surveys.give_link",
    }


@pytest.mark.parametrize(
    ("username", "sees"),
    [
        ("intake", True),
        ("leader", True),
        ("longwan", True),
        ("lucheng", False),
        ("finance", True),
        ("tax", False),
        ("liaison", False),
        ("shoes", False),
    ],
)
def test_lists_are_limited_to_what_a_person_may_see(small_town, username, sees):
    demand_id = town.dispatched()
    with snapshot() as session:
        found = session.exec(select(Demand.id).where(visible_to(town.person(username)))).all()
    assert found == ([demand_id] if sees else [])


def test_an_enterprise_sees_its_own_demands(small_town):
    mine = town.receive().demand_id
    with snapshot() as session:
        assert session.exec(select(Demand.id).where(visible_to(town.person("valves")))).all() == [
            mine
        ]
        assert not session.exec(select(Demand.id).where(visible_to(town.person("shoes")))).all()


def test_who_is_disabled_does_nothing_more(small_town):
    demand_id = town.ask().demand_id
    with transaction() as session:
        session.get_one(User, ID["intake"]).is_active = False
    with pytest.raises(Forbidden):
        perform(ID["intake"], COMMANDS["demands.accept"], demand_id, **town.CLASSES)


def test_who_loses_a_role_loses_its_commands(small_town):
    demand_id = town.ask().demand_id
    with transaction() as session:
        session.delete(session.get_one(UserRole, (ID["intake"], Role.INTAKE)))
    with pytest.raises(Forbidden):
        perform(ID["intake"], COMMANDS["demands.accept"], demand_id, **town.CLASSES)
