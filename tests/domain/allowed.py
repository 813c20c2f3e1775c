"""Which roles may give which command: the whole matrix."""

from db.vocabulary import Role

R = Role
HANDLERS = {R.UNIT_HANDLER, R.UNIT_HEAD, R.UNIVERSITY_LIAISON}
DESK = {R.INTAKE, R.SUB_PLATFORM_STAFF}
KEEPERS = DESK | {R.ADMINISTRATOR}
OVERSEERS = KEEPERS | {R.LEADER}
SUPERVISORS = OVERSEERS | {R.DISPATCHER}
ZONES = {R.SUB_PLATFORM_STAFF, R.ADMINISTRATOR}
DISPATCH = {R.DISPATCHER, R.SUB_PLATFORM_STAFF}
ORGANISERS = {R.ORGANISER, R.SUB_PLATFORM_STAFF, R.ADMINISTRATOR}
GIVERS = ORGANISERS | {R.UNIT_HANDLER, R.UNIT_HEAD}
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
        for verb in (
            *("change", "hand_in", "renew", "renew_many", "withdraw", "solve"),
            *("keep_open", "pause", "resume"),
        )
    },
    "results.enter": KEEPERS | {R.UNIVERSITY_LIAISON},
    **{
        f"results.{verb}": KEEPERS | {R.UNIVERSITY_LIAISON}
        for verb in (
            *("change", "hand_in", "renew", "renew_many", "withdraw", "solve"),
            *("keep_open", "pause", "resume"),
        )
    },
    **{
        f"{kind}.{verb}": KEEPERS
        for kind in ("needs", "results")
        for verb in ("publish", "send_back")
    },
    **{f"{kind}.{verb}": set() for kind in ("needs", "results") for verb in ("expire", "remind")},
    "lists.entering.bring_in_needs": KEEPERS | {R.ENTERPRISE},
    "lists.entering.bring_in_teams": KEEPERS | {R.UNIVERSITY_LIAISON},
    "lists.entering.bring_in_equipment": KEEPERS | {R.UNIVERSITY_LIAISON},
    "research_files.entering.bring_in": KEEPERS | {R.UNIVERSITY_LIAISON},
    "research_files.completing.complete": KEEPERS | {R.UNIVERSITY_LIAISON},
    "research_files.completing.hand_in": KEEPERS | {R.UNIVERSITY_LIAISON},
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
    "figure_alerts.worsen": set(),
    "figure_alerts.acknowledge": {R.LEADER, R.ADMINISTRATOR, R.SUB_PLATFORM_STAFF} | HANDLERS,
    "matchmaking.starting.start": KEEPERS | {R.ENTERPRISE, R.UNIVERSITY_LIAISON},
    "matchmaking.starting.start_with_team": KEEPERS | {R.ENTERPRISE, R.UNIVERSITY_LIAISON},
    "matchmaking.agreeing.agree_for": KEEPERS,
    **{
        f"matchmaking.correcting.{verb}": KEEPERS | {R.ENTERPRISE, R.UNIVERSITY_LIAISON}
        for verb in ("step_back", "correct_agreement", "correct_outcome")
    },
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
        for verb in (
            *("answers.answer", "delegations.gather", "feedback.say", "meetings.agree"),
            "offers.offer",
        )
    },
    **{f"docking_reminders.{verb}": set() for verb in ("remind", "ask")},
    **{
        f"docking_{verb}": KEEPERS | {R.UNIVERSITY_LIAISON}
        for verb in (
            *("days.prepare", "days.invite", "days.leave_out", "days.put_plan"),
            *("days.publish", "days.end", "running.change", "running.call_off"),
            *("meetings.confirm", "meetings.move", "meetings.tell", "offers.decide"),
            *("changes.cancel", "changes.restore", "changes.swap"),
            *("announcing.announce", "announcing.link"),
        )
    },
    **dict.fromkeys(
        (
            *("activity_series.begin", "activity_series.change", "activity_series.end"),
            *("activity_again.hold_again", "activities.draft", "activities.correct"),
            *("activities.hand_in", "activities.cancel", "activities.hold", "activities.report"),
            *("activities.put_materials", "activity_moves.move", "activity_repeats.clone"),
            *("activity_repeats.recur", "activity_repeats.extend", "activity_reminders.remind"),
            "activity_feedback.ask",
            *("follow_ups.give", "follow_ups.change", "follow_ups.cancel"),
            *("activity_origins.raise_demand", "activity_origins.raise_need"),
            *("activity_invitations.invite", "registrations.approve", "registrations.refuse"),
            *("telephoning.note_call", "menu.telephoning.note_call"),
            "contest.telephoning.note_call",
            *("attendance.check_in", "attendance.walk_in", "attendance.take_back"),
            *("participants.take_along", "participants.take_attendance_along"),
            *("activity_files.attach", "activity_files.take_back", "activity_reopening.reopen"),
        ),
        ORGANISERS,
    ),
    **{f"activities.{verb}": ORGANISERS | {R.LEADER} for verb in ("send_back", "publish")},
    "registrations.register": set(ALL),
    "registrations.withdraw": set(ALL),
    "registration_corrections.correct": set(ALL),
    "activity_feedback.answer": set(ALL),
    **{
        f"contest.{name}": ORGANISERS
        for name in (
            "contests.begin",
            "contests.change",
            "announcing.announce",
            "announcing.call_off",
            "entering.accept",
            "entering.ask_more",
            "entering.refuse",
            "judges.add",
            "judges.set_ties",
            "judges.remove",
            "judges.new_link",
            "assignments.put",
            "assignments.give",
            "assignments.take",
            "scoring.set_sheet",
            "scoring.begin",
            "scoring.give_back",
            "closing.close",
            "closing.award",
            "reopening.reopen",
            "following.note",
            "following.verify",
            "following.take_back",
            "following.plan",
            "following.rest",
        )
    },
    **{
        f"menu.menus.{verb}": ORGANISERS
        for verb in (
            "begin",
            "change",
            "publish",
            "offer",
            "change_offer",
            "add_slots",
            "call_off",
            "end_offer",
        )
    },
    **{f"menu.bookings.{verb}": set(ALL) for verb in ("book", "withdraw")},
    **{f"menu.door.{verb}": GIVERS for verb in ("note", "take_back")},
    "menu.after.raise_demand": GIVERS | DESK,
    "menu.bookings.remind": set(),
    "menu.after.conclude": GIVERS,
    "menu.after.remind": set(),
    "menu.feedback.ask": set(),
    "menu.feedback.remind": set(),
    "menu.feedback.answer": set(ALL),
    "contest.closing.publish": ORGANISERS | {R.LEADER},
    "contest.following.remind": set(),
    "contest.reminding.remind": set(),
    **{
        f"contest.{name}": set(ALL)
        for name in (
            "entering.enter",
            "entering.correct",
            "entering.withdraw",
            "files.attach",
            "files.take_back",
            "scoring.save",
            "scoring.hand_in",
            "scoring.declare",
        )
    },
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
    "exports.take_list": ALL - HANDLERS - {R.ENTERPRISE} | {R.UNIT_HEAD},
    "taking_along.take": set(ALL),
    "my_notices.read_all": ALL,
    "my_notices.read_about": ALL,
    "my_notices.read_of": ALL,
    "digests.want": ALL,
    "digests.want_news": ALL,
    **{f"wall_links.{verb}": {R.ADMINISTRATOR, R.LEADER} for verb in ("make", "change", "revoke")},
    **{
        f"assessment_schemes.{verb}": {R.ADMINISTRATOR, R.LEADER}
        for verb in ("draft", "redraft", "publish")
    },
    **{f"title_versions.{verb}": {R.ADMINISTRATOR, R.LEADER} for verb in ("lay_down", "amend")},
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
            "bulletins.leave_assessment_out",
            "bulletins.edit",
            "bulletins.take_notes",
            "bulletin_templates.take_in",
            "bulletin_templates.put_aside",
        )
    },
    "bulletins.approve": {R.ADMINISTRATOR, R.LEADER},
    "figure_subscriptions.subscribe": ALL - HANDLERS - {R.ENTERPRISE} | {R.UNIT_HEAD},
    **{f"follow_ups.{verb}": ALL - {R.ENTERPRISE} for verb in ("finish", "drop")},
    "follow_ups.remind": set(),
    "activity_outcomes.note": set(),
    "activity_feedback.remind": set(),
    **{f"figure_subscriptions.{verb}": set(ALL) for verb in ("change", "pause", "end", "send_now")},
    "activity_invitations.want": KEEPERS | {R.ENTERPRISE},
    **{f"calendar_links.{verb}": set(ALL) for verb in ("make", "revoke")},
    **{f"bots.{verb}": ZONES for verb in ("make", "change", "close", "test")},
    "month_targets.begin": {R.ADMINISTRATOR, R.LEADER, R.INTAKE, R.SUB_PLATFORM_STAFF},
    "month_targets.put": {R.ADMINISTRATOR, R.LEADER},
    **{
        f"month_targets.{verb}": {R.ADMINISTRATOR, R.LEADER}
        for verb in ("carry_on", "confirm", "take_back")
    },
    "month_targets.carry_on_unset": set(),
    "month_targets.note": {R.ADMINISTRATOR, R.LEADER, R.INTAKE, R.SUB_PLATFORM_STAFF},
}
