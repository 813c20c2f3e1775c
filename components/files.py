"""Files on a page, of a demand or a match: what is there, and adding some."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import streamlit as st

from components import handed_in
from components.moments import moment
from components.session import nonce, renew_nonce
from components.submitting import attempt, submit, tell
from components.texts import plain, t
from domain import attachments, file_kinds
from domain.attachments import File
from domain.command import Command
from domain.matchmaking.files import MatchFileShown
from domain.permissions import Person
from domain.queries.demand import Shown

ICONS = {"image": "image", "text": "description", "application/pdf": "picture_as_pdf"}


def show(
    files: Sequence[File], demand_id: int, *, is_theirs: bool = False, is_holder: bool = False
) -> None:
    """A line per file, pictures small beside it; the links go through the checked route.

    `is_holder`: nobody is signed in, but the demand's secret has been shown.
    """
    holder = demand_id if is_holder else None
    if not files:
        st.caption(t("No files."))
    actor = Person(None, "", holds=holder) if holder else None
    for file in files:
        with line(file, attachments.address(file.id, holder_demand_id=holder)):
            if not file.for_enterprise and not is_theirs:
                st.badge(t("Internal"), color="gray", icon=":material/visibility_off:")
            if file.may_be_taken_back:
                take_back(
                    file, attachments.take_back, demand_id, actor=actor, attachment_id=file.id
                )


@contextmanager
def line(file: File | MatchFileShown, where: str) -> Iterator[None]:
    """One file that is fetched from an address; what is drawn inside stands beside it."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if file.media_type in file_kinds.IMAGES:
            small = f"{where}{'&' if '?' in where else '?'}small=1"
            with st.container(width=88):
                st.markdown(f"[![{plain(file.name)}]({small})]({where})")
        with st.container(gap=None, width="stretch"):
            st.markdown(f":material/{_icon(file.media_type)}: [{plain(file.name)}]({where})")
            told = (_size(file.size), moment(file.added_at), plain(file.by))
            st.caption(" · ".join(filter(None, told)))
        yield


def take_back(
    file: File | MatchFileShown, command: Command, subject_id: int, *, actor=None, **inputs
) -> None:
    """Asked twice: what is taken back cannot be had again."""
    form = f"take-back-{file.id}"
    with st.popover(
        "", icon=":material/delete:", type="tertiary", help=t("Take the file back"), key=form
    ):
        st.text(t("Take back {name}? Nobody can open it any more.", name=file.name))
        if st.button(t("Take the file back"), key=f"{form}-sure", icon=":material/delete:"):
            submit(
                command,
                subject_id,
                form=form,
                actor=actor,
                done=t("The file is taken back."),
                **inputs,
            )


def uploader(demand: Shown, *, is_theirs: bool = False) -> None:
    """Add files, if the reader may."""
    if not demand.may_attach:
        return
    form = f"attach-{demand.id}"
    key = f"{form}-{nonce(form)}"
    with st.expander(
        t("Add files to the demand"), icon=":material/attach_file:", key=f"attach-open-{demand.id}"
    ):
        files = chosen(key)
        is_open = is_theirs or st.toggle(t("The enterprise may see it"), key=f"{key}-open")
        add(files, attachments.attach, demand.id, form=form, for_enterprise=is_open)


def chosen(key: str) -> list:
    """The field for files; what was chosen."""
    return handed_in.field(f"{key}-files")


def add(files: list, command: Command, subject_id: int, *, form: str, **inputs) -> None:
    """The button that adds the files; all have been looked at before the first is kept."""
    if wrong := handed_in.wrong(files):
        st.error(wrong, icon=":material/error:")
    above = st.container()
    key = f"{form}-{nonce(form)}-add"
    if not st.button(t("Add"), icon=":material/attach_file:", key=key, disabled=bool(wrong)):
        return
    with above:
        if not files:
            st.error(t("Please choose a file first."), icon=":material/error:")
            return
        for position, file in enumerate(files):
            is_done, _ = attempt(
                command,
                subject_id,
                form=f"{form}-{position}",
                name=file.name,
                content=file.getvalue(),
                **inputs,
            )
            if not is_done:
                return
    renew_nonce(form)
    tell(t("The file is added.") if len(files) == 1 else t("The files are added."))
    st.rerun()


def _icon(media_type: str) -> str:
    return ICONS.get(media_type) or ICONS.get(media_type.split("/")[0], "draft")


def _size(many: int) -> str:
    return f"{many / 1024 / 1024:.1f} MB" if many >= 1024 * 1024 else f"{max(many // 1024, 1)} KB"
