"""The Word templates of the bulletin: taken in from the platform's people, tried before they are kept, put aside."""

from sqlmodel import Session, col, select

from db.models import BulletinTemplate
from domain import file_store
from domain.bulletin import word_file
from domain.bulletin.telling import NAMES, Part, Table, Told
from domain.command import Act, command
from domain.errors import Refused
from domain.permissions import bulletin_editors
from domain.written import line

# A bulletin with everything in it once, to try a template with.
_TABLE = Table(("A", "B", "C"), (("1", "2", "3"), ("", "&", "<")), (1, 1, 1))
TRIAL = Told(
    "T", "S", tuple(Part(name, name, ("x\ny",), (("", _TABLE),)) for name in NAMES), "F", "zh"
)


class PutAsideAlready(Refused):
    message = "This template has been put aside."


@command(BulletinTemplate, by=bulletin_editors, makes=True)
def take_in(act: Act, *, name: str, content: bytes) -> int:
    """Keep a template; from now on it is used. Returns its id. Raises NoTemplate."""
    label = line(name, most=80, name="Name")
    word_file.check(content, TRIAL)
    row = act.add(
        BulletinTemplate(
            name=label,
            key=file_store.put(content),
            size=len(content),
            by_id=act.actor.id,
            at=act.now,
        )
    )
    act.record("template_taken_in", row, name=label, size=len(content))
    return row.id


@command(BulletinTemplate, by=bulletin_editors)
def put_aside(act: Act, row: BulletinTemplate) -> None:
    """Use a template no longer: the one before it is used again, or the platform's own."""
    if row.withdrawn_at is not None:
        raise PutAsideAlready
    row.withdrawn_at = act.now
    act.record("template_put_aside", row, name=row.name)


def in_use(session: Session) -> BulletinTemplate | None:
    """The newest that is not put aside; none: the platform's own."""
    asked = select(BulletinTemplate).where(col(BulletinTemplate.withdrawn_at).is_(None))
    return session.exec(asked.order_by(col(BulletinTemplate.id).desc())).first()


def content(session: Session) -> bytes | None:
    """The bytes of the template in use; none: the platform's own is used."""
    row = in_use(session)
    if row is None:
        return None
    path = file_store.path_of(row.key)
    return path.read_bytes() if path.exists() else None
