"""The documents that are written from the code: who may do what, and how the loop runs."""

from pathlib import Path

from db.vocabulary import Role
from domain import (  # noqa: F401  (they declare commands)
    accounts,
    activities,
    activity_again,
    activity_feedback,
    activity_files,
    activity_invitations,
    activity_moves,
    activity_origins,
    activity_outcomes,
    activity_reminders,
    activity_reopening,
    activity_repeats,
    activity_series,
    alert_rules,
    appeal_reminders,
    assessment_schemes,
    assessments,
    attachments,
    attendance,
    bots,
    bulletin_templates,
    bulletins,
    calendar_links,
    checks,
    coordination,
    digests,
    docking_announcing,
    docking_answers,
    docking_changes,
    docking_days,
    docking_delegations,
    docking_feedback,
    docking_meetings,
    docking_offers,
    docking_reminders,
    docking_running,
    docking_wishes,
    duties,
    equipment,
    experts,
    exports,
    figure_alerts,
    figure_subscriptions,
    follow_ups,
    glossary_terms,
    limit_rules,
    merging,
    month_targets,
    my_notices,
    needs,
    office_days,
    organisations,
    outbox,
    pairs,
    participants,
    products,
    proposals,
    qualifications,
    ratings,
    records,
    registration_corrections,
    registrations,
    results,
    steps,
    supervision,
    taking_along,
    telephoning,
    title_versions,
    visits,
    wall_links,
    zones,
)
from domain.command import COMMANDS, Command
from domain.contest import (  # noqa: F401
    announcing,
    assignments,
    closing,
    contests,
    following,
    reminding,
    reopening,
    scoring,
)
from domain.contest import entering as contest_entering  # noqa: F401
from domain.contest import files as contest_files  # noqa: F401
from domain.contest import judges as contest_judges  # noqa: F401
from domain.contest import telephoning as contest_telephoning  # noqa: F401
from domain.imports import batches  # noqa: F401
from domain.lists import entering as list_entering  # noqa: F401
from domain.matchmaking import (  # noqa: F401
    agreeing,
    correcting,
    files,
    helpers_aside,
    judging,
    keeping,
    learning,
    outcomes,
    pipeline,
    reminders,
    starting,
)
from domain.menu import after, bookings, door, feedback, menus  # noqa: F401
from domain.menu import telephoning as menu_telephoning  # noqa: F401
from domain.permissions import Grant, Reach
from domain.research_files import completing, entering  # noqa: F401
from domain.workflow import FLOW, STEPS

DOCS = Path(__file__).parents[1] / "docs"
REACHES = {
    Reach.EVERYWHERE: "everywhere",
    Reach.CITY: "of the city's own platform",
    Reach.AREA: "the city's people everywhere, a sub-platform's in its own area",
    Reach.OUTSIDE_UNIT: "as by area, but never for a demand that their own unit handles",
    Reach.UNIT: "demands that their own unit holds",
    Reach.ENTERPRISE: "demands and technical needs of their own enterprise",
    Reach.OWN: "the record of their own organisation",
    Reach.PROVIDER: "results of their own organisation",
    Reach.PARTNER: "matches of their own organisation",
    Reach.ORGANISER: "activities that their own organisation holds",
    Reach.SELF: "their own account",
    Reach.MINE: "their own",
    Reach.HOLDER: "whoever shows the demand's secret",
    Reach.ANYONE: "anybody, without signing in",
    Reach.ENGINE: "the platform's own jobs",
}


def write() -> list[Path]:
    """Write every document that the code tells; returns the files."""
    written = []
    for name, tell in DOCUMENTS.items():
        path = DOCS / name
        path.write_text(tell(), encoding="utf-8")
        written.append(path)
    return written


def permissions() -> str:
    """Each command, what it does and who may give it."""
    lines = [
        "# Who may do what",
        "",
        "Written from the declared commands by `python3 manage.py docs`; a test compares. Every change goes through",
        "one of these commands, and `domain/command.py` is the only place that enforces them.",
        "",
    ]
    for module in sorted({command.name.split(".")[0] for command in COMMANDS.values()}):
        lines += [f"## {module.replace('_', ' ').capitalize()}", ""]
        lines += ["| command | what it does | who |", "|---|---|---|"]
        mine = [each for each in COMMANDS.values() if each.name.startswith(f"{module}.")]
        lines += [_row(command) for command in sorted(mine, key=lambda each: each.name)]
        lines.append("")
    lines += _matrix()
    return "\n".join(lines)


def workflow() -> str:
    """The closed loop as a picture and as a table."""
    lines = [
        "# The closed loop",
        "",
        "Written from `domain/workflow.py` by `python3 manage.py docs`; a test compares.",
        "",
        "```mermaid",
        "stateDiagram-v2",
        "    [*] --> submitted",
    ]
    for step, (sources, targets) in FLOW.items():
        lines += [f"    {a.value} --> {b.value}: {step.value}" for a in sources for b in targets]
    lines += ["    closed --> [*]", "    declined --> [*]", "    merged --> [*]", "```", ""]
    lines += ["| step of the loop | stages |", "|---|---|"]
    lines += [
        f"| {step.value} | {', '.join(each.value for each in STEPS[step])} |" for step in STEPS
    ]
    lines += ["", "| what is done | from | to | command |", "|---|---|---|---|"]
    for step, (sources, targets) in FLOW.items():
        by = f"`{steps.COMMANDS[step].name}`"
        to = ", ".join(each.value for each in targets) or "stays"
        lines.append(f"| {step.value} | {', '.join(s.value for s in sources)} | {to} | {by} |")
    return "\n".join([*lines, ""])


def _row(command: Command) -> str:
    who = "; ".join(_told(grant) for grant in command.by)
    return f"| `{command.name}` | {command.summary} | {who} |"


def _told(grant: Grant) -> str:
    if grant.reach is Reach.SELF or not grant.roles:
        return REACHES[grant.reach]
    names = [role.value.replace("_", " ") for role in Role if role in grant.roles]
    return f"{', '.join(names)} ({REACHES[grant.reach]})"


def _matrix() -> list[str]:
    """Role by command; the letters say how far."""
    lines = [
        "## Role by command",
        "",
        "How far: " + ", ".join(f"{LETTERS[r]} = {r}" for r in Reach),
    ]
    lines += ["", f"| command | {' | '.join(role.value.replace('_', ' ') for role in Role)} |"]
    lines.append("|---" * (len(Role) + 1) + "|")
    for command in sorted(COMMANDS.values(), key=lambda each: each.name):
        cells = [_cell(command, role) for role in Role]
        lines.append(f"| `{command.name}` | {' | '.join(cells)} |")
    return [*lines, ""]


def _cell(command: Command, role: Role) -> str:
    reaches = [grant.reach for grant in command.by if role in grant.roles or not grant.roles]
    return " ".join(LETTERS[reach] for reach in reaches if reach is not Reach.ENGINE)


LETTERS = dict(zip(Reach, "EYAOUCRWMGSIHPX", strict=True))
DOCUMENTS = {"permissions.md": permissions, "workflow.md": workflow}
