"""Files among the materials of an activity: put up by those who hold it, fetched by whoever may see the activity."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from db.activity_vocabulary import ActivityStage
from db.models import Activity, ActivityFile
from domain.activities import ActivityMovedOn
from domain.activities_visible import activities_visible_to
from domain.clock import LOCAL
from domain.command import Act, command
from domain.errors import NotFound, Refused
from domain.kept_files import Checked, SameFile, check, columns, kept_again
from domain.permissions import Person, activity_keepers

MOST_PER_ACTIVITY = 20


class TooManyAtActivity(Refused):
    message = "This activity has {most} files already; more are not kept."


@dataclass(frozen=True)
class ActivityFileShown:
    """A file as the page of its activity shows it."""

    id: int
    name: str
    size: int  # bytes
    media_type: str
    added_at: datetime
    by: str = ""  # nobody is told who put it up


@command(Activity, by=activity_keepers)
def attach(act: Act, activity: Activity, *, name: str, content: bytes) -> int:
    """Put a file among the materials of an activity that is not cancelled, also once it was held; returns its id."""
    _check_stands(activity)
    file = check(name, content)
    _refuse_more(act.session, activity, file)
    row = act.add(ActivityFile(activity_id=activity.id, **columns(act, file, content)))
    told = {"file_id": row.id, "name": row.name, "size": row.size, "sha256": row.sha256}
    act.record("activity_file_added", activity, **told)
    return row.id


@command(Activity, by=activity_keepers)
def take_back(act: Act, activity: Activity, *, file_id: int) -> None:
    """Take a file back: it is in no list any more, its bytes go."""
    _check_stands(activity)
    row = act.session.get(ActivityFile, file_id, with_for_update=True)
    if row is None or row.activity_id != activity.id or row.withdrawn_at:
        raise NotFound
    row.withdrawn_at = act.now
    act.record("activity_file_taken_back", activity, file_id=row.id, name=row.name)


def take_along(act: Act, activity: Activity, new: Activity) -> None:
    """The files of an activity among those of another one that is drafted after it; what of them is lost stays out."""
    its = select(ActivityFile).where(*_its(activity.id)).order_by(col(ActivityFile.id))
    for row in act.session.exec(its).all():
        key = kept_again(act.session, row.key)
        if key is not None:
            said = row.model_dump(exclude={"id", "activity_id", "key", "added_at", "added_by_id"})
            said |= {"key": key, "added_at": act.now, "added_by_id": act.actor.id}
            act.add(ActivityFile(activity_id=new.id, **said))


def of_activity(session: Session, activity_id: int) -> tuple[ActivityFileShown, ...]:
    """The files of an activity, in the order in which they came; for whoever may see it."""
    found = select(ActivityFile).where(*_its(activity_id)).order_by(col(ActivityFile.id))
    return tuple(
        ActivityFileShown(
            row.id, row.name, row.size, row.media_type, row.added_at.astimezone(LOCAL)
        )
        for row in session.exec(found)
    )


def one(session: Session, person: Person, file_id: int) -> ActivityFile | None:
    """The file, if it is there and this person may see its activity."""
    found = (
        select(ActivityFile)
        .join(Activity, Activity.id == ActivityFile.activity_id)
        .where(
            ActivityFile.id == file_id,
            col(ActivityFile.withdrawn_at).is_(None),
            activities_visible_to(person),
        )
    )
    return session.exec(found).first()


def address(file_id: int) -> str:
    """Where a file is fetched by whoever may see its activity."""
    return f"/files/activity/{file_id}"


def _its(activity_id: int) -> tuple:
    return (ActivityFile.activity_id == activity_id, col(ActivityFile.withdrawn_at).is_(None))


def _check_stands(activity: Activity) -> None:
    if activity.stage is ActivityStage.CANCELLED:
        raise ActivityMovedOn(number=activity.number)


def _refuse_more(session: Session, activity: Activity, file: Checked) -> None:
    its = _its(activity.id)
    if session.exec(select(func.count(ActivityFile.id)).where(*its)).one() >= MOST_PER_ACTIVITY:
        raise TooManyAtActivity(most=MOST_PER_ACTIVITY)
    same = select(ActivityFile.name).where(*its, ActivityFile.sha256 == file.sha256)
    if known := session.exec(same).first():
        raise SameFile(name=known)
