"""Handing in a file of organisations: the file, which column says what, and its first rows as they will be read."""

import streamlit as st

from components.record_labels import label
from components.session import nonce
from components.submitting import attempt, tell
from components.texts import t, term, told
from components.window import turn_to
from db.vocabulary import Kind
from domain import sheets
from domain.errors import Refused
from domain.imports import batches, mapping, reading
from domain.record_fields import FIELDS
from domain.records import PLATFORMS

NAME = "import"  # in the address
FORM = "import-new"
SHOWN = 5  # rows of the file
KINDS = [kind for kind in reversed(Kind) if kind not in PLATFORMS]


def new() -> None:
    """From the file to the import."""
    number = nonce(FORM)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        kind = st.selectbox(
            t("What the file holds"), KINDS, format_func=term, key=f"import-kind-{number}"
        )
        _template()
    file = st.file_uploader(
        t("XLSX or CSV, at most {mb} MB and {rows} rows", mb=30, rows="200,000"),
        type=reading.SUFFIXES,
        max_upload_size=30,
        key=f"import-file-{number}",
    )
    if file is None:
        return
    content = file.getvalue()
    try:
        name = reading.check(file.name, content)
        (_, first), *rows = reading.beginning(name, content, SHOWN)
    except Refused as refusal:
        st.error(told(refusal), icon=":material/error:")
        return
    columns = _columns(mapping.heads(first), number, f"{file.file_id}")
    _preview(columns, mapping.heads(first), [cells for _, cells in rows])
    if st.button(
        t("Check the file"), type="primary", icon=":material/rule:", key=f"import-check-{number}"
    ):
        _hand_in(kind, name, content, columns)


def _template() -> None:
    """An empty file with every column, headed in the reader's language."""
    heads = [label(name) for name in FIELDS]
    st.download_button(
        t("Empty file to fill in"),
        b"".join(sheets.pieces("xlsx", [heads])),
        file_name="template.xlsx",
        mime=sheets.MEDIA_TYPES["xlsx"],
        icon=":material/download:",
        on_click="ignore",
        key="import-template",
    )


def _columns(heads: tuple[str, ...], number: str, file: str) -> dict[str, str]:
    """Which column says what: as guessed, and as corrected here."""
    guessed = mapping.guessed(heads)
    st.subheader(t("Which column says what"), anchor=False)
    left = [head for head in heads if head not in guessed.values()]
    if left:
        st.caption(t("Not read: {columns}", columns=" · ".join(left)).replace("*", "\\*"))
    chosen: dict[str, str] = {}
    with st.container(border=True):
        for start in range(0, len(FIELDS), 3):
            for place, name in zip(st.columns(3), list(FIELDS)[start : start + 3], strict=False):
                asked = guessed.get(name)
                head = place.selectbox(
                    label(name),
                    heads,
                    index=heads.index(asked) if asked else None,
                    placeholder=t("No column"),
                    key=f"import-{name}-{number}-{file}",
                )
                if head:
                    chosen[name] = head
    return chosen


def _preview(columns: dict[str, str], heads: tuple[str, ...], rows: list) -> None:
    """The first rows, under the fields that they would fill."""
    if not columns:
        return
    st.caption(t("The first rows, as they would be read"))
    places = {name: heads.index(head) for name, head in columns.items()}
    st.dataframe(
        {
            label(name): [cells[place] if place < len(cells) else "" for cells in rows]
            for name, place in places.items()
        },
        hide_index=True,
        key="import-preview",
    )


def _hand_in(kind: Kind, name: str, content: bytes, columns: dict[str, str]) -> None:
    is_done, import_id = attempt(
        batches.hand_in, form=FORM, kind=kind, name=name, content=content, columns=columns
    )
    if is_done:
        turn_to(NAME, import_id)
        tell(t("The file is being checked."))
        st.rerun()
