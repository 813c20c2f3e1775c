"""Files that an enterprise hands in with its demand or its answer."""

from contextlib import suppress

import streamlit as st

from components.texts import listed, t, told
from domain import attachments, kept_files
from domain.command import perform
from domain.errors import AlreadyDone, Refused
from domain.permissions import Person

MOST = 3


def field(key: str) -> list:
    """The field for files; what was chosen."""
    return st.file_uploader(
        t("Files, at most {n} (optional)", n=MOST),
        help=t("These kinds can be sent: {kinds}.", kinds=listed(kept_files.SUFFIXES)),
        type=kept_files.SUFFIXES,
        accept_multiple_files=True,
        key=key,
    )


def wrong(files: list) -> str:
    """What is wrong with the files, as a sentence; "" if all can be taken. Nothing is stored."""
    if len(files) > MOST:
        return t("At most {most} files can be sent at once.", most=MOST)
    try:
        for file in files:
            kept_files.check(file.name, file.getvalue())
    except Refused as refusal:
        return told(refusal)
    return ""


def add(demand_id: int, files: list, *, form: str) -> None:
    """Add the files to the demand as its holder; the same form adds each once."""
    holder = Person(None, "", holds=demand_id)
    for position, file in enumerate(files):
        with suppress(AlreadyDone, kept_files.SameFile):
            perform(
                holder,
                attachments.attach,
                demand_id,
                nonce=f"{form}-f{position}",
                name=file.name,
                content=file.getvalue(),
            )
