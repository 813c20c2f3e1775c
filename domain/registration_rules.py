"""Who may register for an activity: within its window, once, within an enterprise's share, of its audience."""

from sqlmodel import Session, col, func, or_, select

from db.activity_vocabulary import AudienceCondition, RegistrationState
from db.models import Activity, ActivityAudience, Organisation, Registration
from domain import named_enterprises
from domain.activity_plans import questions
from domain.command import Act
from domain.errors import Missing, Refused, Unclear
from domain.written import line

R = RegistrationState
LIVE = (R.REGISTERED, R.WAITING, R.AWAITING_APPROVAL, R.ATTENDED)


class NotOpenYet(Refused):
    message = "Registration has not opened yet."


class RegistrationClosed(Refused):
    message = "Registration is closed."


class RegisteredAlready(Refused):
    message = "Somebody has registered with this telephone number or e-mail address already."


class EnterpriseFull(Refused):
    message = "{most} people of one enterprise may register, and so many have."


class NotOfAudience(Refused):
    message = (
        "This activity is for certain enterprises only, and yours is not known to be one of them."
    )


def check_window(act: Act, activity: Activity, is_keeper: bool) -> None:
    if act.now >= (activity.ends_at if is_keeper else activity.closes_at or activity.starts_at):
        raise RegistrationClosed
    if not is_keeper and activity.opens_at is not None and act.now < activity.opens_at:
        raise NotOpenYet


def check_once(session: Session, activity: Activity, phone: str | None, email: str | None) -> None:
    if same_person(session, activity, phone, email):
        raise RegisteredAlready


def same_person(
    session: Session,
    activity: Activity,
    phone: str | None,
    email: str | None,
    but: int | None = None,
) -> list[Registration]:
    """Who has registered with this telephone number or this address already, the first one first.

    `but`: the id of a registration that is not meant.
    """
    same = [Registration.phone == phone] if phone else []
    same += [Registration.email == email] if email else []
    if not same:
        return []
    known = select(Registration).where(
        Registration.activity_id == activity.id,
        Registration.id != (but or 0),
        col(Registration.state).in_(LIVE),
        or_(*same),
    )
    return list(session.exec(known.order_by(col(Registration.ticket))))


def check_share(
    session: Session,
    activity: Activity,
    key: str,
    organisation_id: int | None,
    but: int | None = None,
) -> None:
    """Whether one more of this enterprise may register, besides the registration with the id `but`.

    Raises Missing where it is not named, EnterpriseFull.
    """
    if activity.per_enterprise is None:
        return
    if not key:
        raise Missing(field="Enterprise")
    if share(session, activity, key, organisation_id, but) >= activity.per_enterprise:
        raise EnterpriseFull(most=activity.per_enterprise)


def share(
    session: Session,
    activity: Activity,
    key: str,
    organisation_id: int | None,
    but: int | None = None,
) -> int:
    """How many of this enterprise have registered, besides the registration with the id `but`."""
    here = Registration.activity_id == activity.id
    same = named_enterprises.is_the_same(
        session, Registration, here, organisation_id=organisation_id, key=key
    )
    counted = select(func.count()).where(
        here, same, Registration.id != (but or 0), col(Registration.state).in_(LIVE)
    )
    return session.exec(counted).one()


def check_audience(
    session: Session, activity: Activity, organisation: Organisation | None, is_keeper: bool
) -> None:
    if activity.audience_binds and not is_keeper:
        missed = misses(session, activity, organisation)
        if missed:
            raise NotOfAudience


def misses(
    session: Session, activity: Activity, organisation: Organisation | None
) -> tuple[AudienceCondition, ...]:
    """Which conditions of its audience an enterprise does not meet, as far as it is known; all for an unknown one.

    A longer industry code lies within a shorter one.
    """
    wanted: dict[AudienceCondition, list[str]] = {}
    rows = select(ActivityAudience).where(ActivityAudience.activity_id == activity.id)
    for row in session.exec(rows):
        wanted.setdefault(row.condition, []).append(row.word)
    industry = (organisation and organisation.industry_code) or ""
    size = organisation.size_class if organisation else None
    meets = {
        AudienceCondition.INDUSTRY: lambda word: bool(industry) and industry.startswith(word),
        AudienceCondition.SIZE: lambda word: size == word,
        AudienceCondition.AREA: lambda word: bool(organisation) and organisation.area_code == word,
    }
    return tuple(each for each, words in wanted.items() if not any(map(meets[each], words)))


def answers(activity: Activity, given: dict[str, str]) -> dict[str, str]:
    """The answers to the activity's own questions. Raises Missing, Unclear, TooLong with the question."""
    told = {}
    for question in questions(activity):
        answer = line(
            given.get(question.key, ""), most=400, name=question.text, required=question.is_required
        )
        if answer and question.choices and answer not in question.choices:
            raise Unclear(field=question.text)
        told[question.key] = answer
    return told
