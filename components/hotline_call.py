"""The call being taken down: what is known so far, kept through reruns, reloads and restarts."""

from dataclasses import asdict, dataclass, fields, replace

from components import session
from components.submitting import remember, remembered
from db.vocabulary import Channel
from domain import drafts
from domain.permissions import Person
from domain.queries.enterprises import Enterprise

FORM = "hotline"
CHANNELS = (
    Channel.HOTLINE,
    Channel.VISIT,
    Channel.EMAIL,
    Channel.WECHAT,
    Channel.TRANSFERRED,
)
FROM_RECORD = ("contact_name", "phone", "email", "area_code")
TITLE = 40  # characters of the story that become its subject when none is given


@dataclass(frozen=True)
class Call:
    """What the person at the telephone has written down so far."""

    caller: str = ""  # the enterprise as typed, or its name once it is chosen
    enterprise_id: int | None = None
    is_new: bool = False  # to be put into the directory
    credit_code: str = ""
    contact_name: str = ""
    phone: str = ""
    email: str = ""
    area_code: str = ""
    title: str = ""
    body: str = ""
    channel: str = Channel.HOTLINE.value
    language: str = "zh"

    @property
    def subject(self) -> str:
        """The subject given, else how the story begins."""
        if self.title.strip():
            return self.title
        story = self.body.strip()
        ends = [at for at in map(story.find, "。！？!?\n") if at > 0]
        return story[: min([TITLE, *ends])]

    @property
    def is_begun(self) -> bool:
        return any((self.caller, self.phone, self.contact_name, self.title, self.body))


@dataclass(frozen=True)
class Desk:
    """The call as it stands, and as its fields were last drawn anew (`drawn` counts how often)."""

    number: str  # of the form: another one means another call
    call: Call
    begun: Call
    drawn: int = 0


def current(person: Person) -> Desk:
    """The call on this desk: as remembered, else as the last page left it, else a new one."""
    number = session.nonce(FORM)
    desk = remembered("hotline-desk")
    if desk is None or desk.number != number:
        call = _from_draft(drafts.last(person, FORM)) if desk is None else Call()
        desk = Desk(number, call, call)
        remember("hotline-desk", desk)
    return desk


def keep(person: Person, desk: Desk, call: Call) -> None:
    """Remember the call as it now stands."""
    if call != desk.call:
        remember("hotline-desk", replace(desk, call=call))
        drafts.keep(person, FORM, asdict(call))


def redraw(person: Person, desk: Desk, call: Call) -> None:
    """Remember the call and draw its fields anew: something else than typing has changed them."""
    remember("hotline-desk", Desk(desk.number, call, call, desk.drawn + 1))
    drafts.keep(person, FORM, asdict(call))


def clear(person: Person) -> None:
    """Begin another call."""
    session.renew_nonce(FORM)
    drafts.drop(person, FORM)


def with_enterprise(call: Call, found: Enterprise | None, before: Enterprise | None) -> Call:
    """The call once its enterprise is another: what was not typed by hand comes from the record, or goes with it."""
    taken = {
        name: getattr(found, name, "")
        for name in FROM_RECORD
        if getattr(call, name) in ("", getattr(before, name, ""))
    }
    if found is None:
        return replace(call, enterprise_id=None, **taken)
    return replace(call, caller=found.name, enterprise_id=found.id, is_new=False, **taken)


def _from_draft(content: dict) -> Call:
    known = {field.name for field in fields(Call)}
    return Call(**{name: value for name, value in content.items() if name in known})
