"""Whom to invite to an activity: enterprises of its audience, and those whom it interested before, with the reasons.

What is known of others is counted only as far as the person who asks may see it: past registrations, and demands in
the fields that the activity serves. Everything is worked out by the database, over all enterprises at once.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, CompoundSelect, Select, literal
from sqlmodel import Session, and_, case, col, false, func, not_, or_, select, union_all

from db.activity_vocabulary import (
    ActivityKind,
    AudienceCondition,
    RegistrationState,
    WhyInvited,
)
from db.models import (
    Activity,
    ActivityAudience,
    ActivityInvitation,
    Demand,
    InvitationDeclined,
    Organisation,
    Registration,
    User,
    UserRole,
)
from db.vocabulary import Kind, Role, ServiceField, SizeClass
from domain import named_enterprises
from domain.activities_visible import registrations_visible_to
from domain.permissions import Person, visible_to
from domain.registration_rules import LIVE

C, R, W = AudienceCondition, RegistrationState, WhyInvited
LOOKED_BACK = timedelta(days=730)
WEEK, MOST_A_WEEK = timedelta(days=7), 2  # invitations of one enterprise, whoever sends them
# What a reason is worth: who came before comes again, then who has just such a question, then who is of the audience.
# Of the first three only the first that holds counts.
POINTS = {
    W.CAME_TO_SERIES: 5,
    W.CAME_TO_KIND: 4,
    W.REGISTERED_BEFORE: 2,
    W.ASKED_ABOUT: 3,
    W.INDUSTRY: 2,
    W.SIZE: 1,
    W.AREA: 1,
}
BEFORE = (W.CAME_TO_SERIES, W.CAME_TO_KIND, W.REGISTERED_BEFORE)
HINDRANCES = ("invited", "registered", "declined", "often", "no_address")
# Demands of which fields tell that an activity of this kind is of use.
FIELDS = {
    ActivityKind.LEGAL_SERVICE_MONTH: (ServiceField.LAW_AND_RIGHTS,),
    ActivityKind.GOOD_PROJECT: (ServiceField.FINANCING,),
    ActivityKind.JOB_FAIR: (ServiceField.TALENT,),
    ActivityKind.STAFF_TRAINING: (ServiceField.TRAINING,),
    ActivityKind.DOCKING_DAY: (ServiceField.TECHNOLOGY,),
}


@dataclass(frozen=True)
class Reason:
    """Why; and how often, where that is counted."""

    why: WhyInvited
    times: int = 0

    @property
    def kept(self) -> dict:
        return {"why": self.why.value, "times": self.times}


def reasons(kept: Iterable[dict]) -> tuple[Reason, ...]:
    """As they were kept with an invitation."""
    return tuple(Reason(W(each["why"]), each["times"]) for each in kept)


@dataclass(frozen=True)
class Sought:
    """The enterprises that fit an activity, as a query: what speaks for each, and what stands in the way."""

    table: object  # what is selected from
    where: tuple[ColumnElement[bool], ...]
    counts: dict[WhyInvited, ColumnElement[int]]
    score: ColumnElement[int]
    hindered: dict[str, ColumnElement[bool]]

    def select(self, *columns) -> Select:
        return select(*columns).select_from(self.table).where(*self.where)

    @property
    def columns(self) -> tuple[ColumnElement, ...]:
        """The score, and what `counted_reasons` reads."""
        return (self.score, *(self.counts[why] for why in POINTS))

    @property
    def is_free(self) -> ColumnElement[bool]:
        return and_(*(not_(each) for each in self.hindered.values()))


def counted_reasons(counts: Iterable[int], *, by_hand: bool = False) -> tuple[Reason, ...]:
    """The reasons in a row after its score, what is worth most first; of what happened before the strongest one.

    `by_hand`: that the organisers chose them stands before.
    """
    found = {why: int(n) for why, n in zip(POINTS, counts, strict=True) if n}
    before = next((why for why in BEFORE if why in found), None)
    shown = [why for why in found if why not in BEFORE or why is before]
    shown.sort(key=lambda why: -POINTS[why])
    is_counted = (*BEFORE, W.ASKED_ABOUT)
    told = tuple(Reason(why, found[why] if why in is_counted else 0) for why in shown)
    return (Reason(W.CHOSEN), *told) if by_hand else told


def sought(
    session: Session,
    person: Person,
    activity: Activity,
    now: datetime,
    *,
    by_hand: bool = False,
    only: Organisation | None = None,
) -> Sought:
    """Whoever fits: all of the audience that the activity names; and, unless that binds, whom it interested before.

    `by_hand`: any enterprise, but of an audience that binds: whoever is chosen needs no reason of this kind. `only`:
    one enterprise, of which alone is then looked what is known.
    """
    past = _past(person, activity, now, only).subquery("past")
    asked = _asked(person, activity, now, only).subquery("asked")
    table = (
        Organisation.__table__.outerjoin(past, past.c.organisation_id == Organisation.id)
        .outerjoin(asked, asked.c.enterprise_id == Organisation.id)
    )  # fmt: skip
    meets = _meets(session, activity)
    counts = {
        W.CAME_TO_SERIES: func.coalesce(past.c.series, 0),
        W.CAME_TO_KIND: func.coalesce(past.c.came, 0),
        W.REGISTERED_BEFORE: func.coalesce(past.c.registered, 0),
        W.ASKED_ABOUT: func.coalesce(asked.c.times, 0),
        W.INDUSTRY: _one(meets.get(C.INDUSTRY)),
        W.SIZE: _one(meets.get(C.SIZE)),
        W.AREA: _one(meets.get(C.AREA) if C.AREA in meets else _home(activity)),
    }
    of_audience = and_(True, *meets.values())
    interested = or_(past.c.organisation_id.is_not(None), asked.c.enterprise_id.is_not(None))
    score = _score(counts)
    where = [Organisation.kind == Kind.ENTERPRISE, col(Organisation.is_active)]
    if only is not None:
        where.append(Organisation.id == only.id)
    if activity.audience_binds:
        where.append(of_audience)
    elif not by_hand:
        where.append(or_(of_audience, interested))
    if not by_hand:
        where.append(score > 0)
    return Sought(table, tuple(where), counts, score, _hindered(activity, now))


def _meets(session: Session, activity: Activity) -> dict[AudienceCondition, ColumnElement[bool]]:
    """The conditions of the audience; a longer industry code lies within a shorter one."""
    rows = select(ActivityAudience).where(ActivityAudience.activity_id == activity.id)
    wanted: dict[AudienceCondition, list[str]] = {}
    for row in session.exec(rows):
        wanted.setdefault(row.condition, []).append(row.word)
    told = {
        C.INDUSTRY: lambda words: or_(
            *(col(Organisation.industry_code).startswith(word) for word in words)
        ),
        C.SIZE: lambda words: col(Organisation.size_class).in_(map(SizeClass, words)),
        C.AREA: lambda words: col(Organisation.area_code).in_(words),
    }
    return {each: told[each](words) for each, words in wanted.items()}


def _home(activity: Activity) -> ColumnElement[bool] | None:
    """The area where it is held, where its audience names none."""
    return Organisation.area_code == activity.area_code if activity.area_code else None


def _past(person: Person, activity: Activity, now: datetime, only: Organisation | None) -> Select:
    """By enterprise: to how many activities of the series or kind they came, for how many they registered only.

    First by enterprise and activity: so nothing has to be told apart among tens of thousands of rows.
    """
    same = [Activity.kind == activity.kind]
    same += [Activity.series_id == activity.series_id] if activity.series_id else []
    # One without a series has none in common.
    of_series = _one(Activity.series_id == activity.series_id if activity.series_id else None)
    before = (
        or_(*same),
        Activity.id != activity.id,
        Activity.starts_at > now - LOOKED_BACK,
        Activity.starts_at < now,
    )
    there = col(Registration.activity_id).in_(select(Activity.id).where(*before))
    counted = [col(Registration.state).in_((R.ATTENDED, R.REGISTERED))]
    if only is not None:
        counted.append(col(Registration.id).in_(_own(there, only)))
    names = named_enterprises.typed(there, *counted)
    whose = named_enterprises.of_registration(names)
    came = _one(Registration.state == R.ATTENDED)
    asked = (
        select(
            whose.label("organisation_id"),
            func.max(of_series).label("of_series"),
            func.max(came).label("came"),
            func.min(came).label("all_came"),
        )
        .select_from(Registration)
        .join(Activity, Activity.id == Registration.activity_id)
    )
    each = (
        named_enterprises.joined(asked, names)
        .where(*before, *counted, whose.is_not(None), registrations_visible_to(person))
        .group_by(whose, Registration.activity_id)
        .subquery("each_activity")
    )
    return select(
        each.c.organisation_id,
        func.sum(each.c.came * each.c.of_series).label("series"),
        func.sum(each.c.came).label("came"),
        func.sum(1 - each.c.all_came).label("registered"),
    ).group_by(each.c.organisation_id)


def _own(there: ColumnElement[bool], enterprise: Organisation) -> CompoundSelect:
    """The ids of an enterprise's registrations: by its record, else by its name as it was typed.

    Each is sought by itself and by its own index. Most have no record: sought by that (the coalesce keeps the database
    from it) tens of thousands would be read for a few, and so by their state.
    """
    by_name = select(Registration.id).where(
        there,
        Registration.enterprise_key == enterprise.name_key,
        func.coalesce(Registration.organisation_id, 0) == 0,
    )
    by_record = select(Registration.id).where(Registration.organisation_id == enterprise.id)
    return union_all(by_record, by_name)


def _asked(person: Person, activity: Activity, now: datetime, only: Organisation | None) -> Select:
    """By enterprise: how many demands they raised in the fields that the activity serves."""
    fields = FIELDS.get(activity.kind, ())
    theirs = [Demand.enterprise_id == only.id] if only is not None else []
    return (
        select(Demand.enterprise_id, func.count().label("times"))
        .where(
            col(Demand.field).in_(fields) if fields else false(),
            Demand.submitted_at > now - LOOKED_BACK,
            col(Demand.enterprise_id).is_not(None),
            visible_to(person),
            *theirs,
        )
        .group_by(Demand.enterprise_id)
    )


def _score(counts: dict[WhyInvited, ColumnElement[int]]) -> ColumnElement[int]:
    before = case(*((counts[why] > 0, POINTS[why]) for why in BEFORE), else_=0)
    others = (case((counts[why] > 0, POINTS[why]), else_=0) for why in counts if why not in BEFORE)
    total = before
    for each in others:
        total = total + each
    return total


def _hindered(activity: Activity, now: datetime) -> dict[str, ColumnElement[bool]]:
    """What stands in the way of inviting an enterprise.

    Each is a set that is found once for the whole question, not looked up for each of many thousands.
    """
    of, own = ActivityInvitation, col(Organisation.id)
    here = (Registration.activity_id == activity.id, col(Registration.state).in_(LIVE))
    often = (
        select(of.organisation_id)
        .where(of.invited_at > now - WEEK)
        .group_by(of.organisation_id)
        .having(func.count() >= MOST_A_WEEK)
    )
    known = select(Registration.organisation_id).where(
        *here, col(Registration.organisation_id).is_not(None)
    )
    typed = select(Registration.enterprise_key).where(*here, Registration.enterprise_key != "")
    return {
        "invited": own.in_(select(of.organisation_id).where(of.activity_id == activity.id)),
        "registered": or_(own.in_(known), col(Organisation.name_key).in_(typed)),
        "declined": own.in_(select(InvitationDeclined.organisation_id)),
        "often": own.in_(often),
        "no_address": and_(col(Organisation.email).is_(None), own.not_in(_with_people())),
    }


def _with_people():
    """The organisations of which somebody can be written to."""
    return select(User.organisation_id).where(*_can_be_written_to())


def people_of(organisation_ids: Collection[int]) -> tuple[ColumnElement[bool], ...]:
    """The condition on `user_account`: people of these enterprises who can be written to."""
    return (col(User.organisation_id).in_(organisation_ids), *_can_be_written_to())


def _can_be_written_to() -> tuple[ColumnElement[bool], ...]:
    theirs = select(UserRole.user_id).where(UserRole.role == Role.ENTERPRISE)
    return (col(User.is_active), col(User.email).is_not(None), col(User.id).in_(theirs))


def _one(condition: ColumnElement[bool] | None) -> ColumnElement[int]:
    return literal(0) if condition is None else case((condition, 1), else_=0)
