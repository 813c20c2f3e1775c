"""Bringing in a list of needs, teams or equipment: the file, what was read of it, and which of it is new."""

from functools import lru_cache

import streamlit as st

from components import bring_in_upload, finder, research_list
from components.reading import read
from components.session import current_user, nonce
from components.submitting import attempt, tell
from components.texts import t, told
from db.vocabulary import Kind
from domain import sheets, topics
from domain.errors import Refused
from domain.imports import reading as tables
from domain.lists import entering
from domain.lists import reading as files
from domain.lists.reading import ListKind, ListRead, ListRow, RowFault
from domain.permissions import Person
from domain.queries import lists
from domain.research_files.reading import MOST_BYTES, MOST_RECORDS
from domain.research_visible import is_broker

MEGABYTES = MOST_BYTES // 1024 // 1024
SEEN = (*research_list.SEEN, topics.ORGANISATIONS, topics.RULES)


def needs(person: Person) -> None:
    """An enterprise's own needs; a broker says first whose they are."""
    label = t("Bring in a list of needs")
    if person.kind is Kind.ENTERPRISE:
        _upload(person, person.organisation_id, ListKind.NEEDS, label)
    elif is_broker(person):
        with st.expander(label, icon=":material/upload_file:", key="list-needs-open"):
            _of_an_enterprise(person.id)


def teams(person: Person, organisation_id: int) -> None:
    """The teams of a house."""
    _upload(person, organisation_id, ListKind.TEAMS, t("Bring in a list of teams"))


def equipment(person: Person, organisation_id: int) -> None:
    """The equipment of a house."""
    _upload(person, organisation_id, ListKind.EQUIPMENT, t("Bring in a list of equipment"))


@st.fragment
def _of_an_enterprise(_person_id: int) -> None:
    """Found as it is typed; then its file."""
    person = current_user()
    found = finder.finder(
        t("Whose needs are they?"),
        find=lambda typed: [
            finder.Hit(
                each.id, each.name, (" · ".join(filter(None, (each.credit_code, each.area))),)
            )
            for each in read(lists.enterprises_like, person, typed, topics=SEEN)
        ],
        key="list-needs-enterprise",
        placeholder=t("Part of the name, initials, credit code or phone"),
        reset=nonce(f"list-{ListKind.NEEDS}"),
    )
    if isinstance(found.chosen, int) and _may(person, found.chosen, ListKind.NEEDS):
        _file(person, found.chosen, ListKind.NEEDS)


def _upload(person: Person, house: int | None, kind: ListKind, label: str) -> None:
    """From the file to the records, for those who may bring them in."""
    if house and _may(person, house, kind):
        with st.expander(label, icon=":material/upload_file:", key=f"list-{kind}-open"):
            _file(person, house, kind)


def _may(person: Person, house: int, kind: ListKind) -> bool:
    return read(lists.may_bring_in, person, house, kind, topics=SEEN)


def _file(person: Person, house: int, kind: ListKind) -> None:
    form = f"list-{kind}"
    number = nonce(form)
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    file = left.file_uploader(
        t("XLSX or CSV, at most {mb} MB and {n} rows", mb=MEGABYTES, n=f"{MOST_RECORDS:,}"),
        type=tables.SUFFIXES,
        max_upload_size=MEGABYTES,
        key=f"{form}-file-{number}",
    )
    with right:
        _template(kind)
    if file is None:
        st.caption(t("All of a list is brought in or nothing; what is known already is left out."))
        return
    try:
        found = _read(kind, file.name, file.getvalue())
    except Refused as refusal:
        st.error(told(refusal), icon=":material/error:")
        return
    new = _compared(person, house, kind, found)
    if st.button(
        t("Bring in {n}", n=len(new)),
        type="primary",
        icon=":material/publish:",
        disabled=not new,
        key=f"{form}-go-{number}",
    ):
        said = {"file": found.name, "rows": new}
        is_done, many = attempt(entering.COMMANDS[kind], house, form=form, **said)
        if is_done:
            tell(t("{n} brought in.", n=many))
            st.rerun()


@lru_cache(maxsize=4)
def _read(kind: ListKind, name: str, content: bytes) -> ListRead:
    """Read once however often the page is drawn."""
    return files.read(kind, name, content)


def _compared(person: Person, house: int, kind: ListKind, found: ListRead) -> tuple[ListRow, ...]:
    """How many are new, and what is wrong with others; returns the new ones."""
    beside = read(lists.compared, person, house, kind, found.rows, topics=SEEN)
    faults = sorted((*found.faults, *beside.faults), key=lambda each: (each.row, each.field))
    wrong = {each.row for each in faults}
    new = tuple(
        each for each in found.rows if each.row not in wrong and each.row not in beside.known
    )
    parts = (
        (t("Read"), len(found.rows) + len(found.faults)),
        (t("To be added"), len(new)),
        (t("Known already"), len(beside.known - wrong)),
        (t("With faults"), len(wrong)),
    )
    with st.container(horizontal=True, gap="medium"):
        for name, many in parts:
            st.metric(name, f"{many:,}", width="content")
    _faults(kind, faults)
    if new:
        with st.expander(t("Show them"), key=f"list-{kind}-new"):
            rows = {t("Row"): [each.row for each in new], t("Title"): [each.title for each in new]}
            st.dataframe(rows, hide_index=True, key=f"list-{kind}-rows")
    return new


def _faults(kind: ListKind, faults: list[RowFault]) -> None:
    """Row by row and column by column: what cannot be taken."""
    if not faults:
        return
    st.warning(
        t(
            "These records cannot be taken. The others can; or correct the file and choose it again."
        ),
        icon=":material/warning:",
    )
    said = (told(each.refusal).replace("\\", "").replace("\u2060", "") for each in faults)
    st.dataframe(
        {
            t("Row"): [each.row for each in faults],
            t("Column of the file"): [_field(each.field) for each in faults],
            t("What is wrong"): list(said),
        },
        hide_index=True,
        key=f"list-{kind}-faults",
    )


def _field(name: str) -> str:
    return {
        "Equipment": t("Equipment"),
        "Budget": t("Budget"),
        "Wanted by": t("Wanted by"),
        "Industry": t("Industry"),
        "Problem": t("Problem"),
        "Needs a year": t("Needs a year"),
    }.get(name) or bring_in_upload.t_field(name)


def _template(kind: ListKind) -> None:
    """An empty list with the columns that are understood, headed in the reader's language."""
    heads = {
        ListKind.NEEDS: [
            *(t("Title"), t("Title in English"), t("Problem"), t("Problem in English")),
            *(t("What was tried"), t("Target figures"), t("Keywords"), t("Industry")),
            *(t("Readiness"), t("Budget"), t("Wanted by"), t("Confidentiality")),
        ],
        ListKind.TEAMS: [
            *(
                t("Team"),
                t("Name in English"),
                t("Topics"),
                t("Topics in English"),
                t("About"),
                t("Needs a year"),
            ),
        ],
        ListKind.EQUIPMENT: [t("Equipment"), t("Name in English"), t("About"), t("Terms of use")],
    }[kind]
    st.download_button(
        t("Empty list to fill in"),
        b"".join(sheets.pieces("xlsx", [heads])),
        file_name=f"{kind}.xlsx",
        mime=sheets.MEDIA_TYPES["xlsx"],
        icon=":material/download:",
        on_click="ignore",
        key=f"list-{kind}-template",
    )
