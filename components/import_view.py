"""One import as far as it has come: its counts as a picture, its faults, what can be done; and the list of all."""

from collections.abc import Sequence

import streamlit as st

from components import rows
from components.import_upload import NAME
from components.moments import moment
from components.reading import read
from components.record_labels import label
from components.rows import Cell, Column, Link
from components.session import nonce
from components.submitting import submit
from components.texts import plain, t, term, told
from db.upkeep_vocabulary import ImportStage
from domain import sheets, topics
from domain.imports import batches
from domain.permissions import Person
from domain.queries import imports as queries
from domain.queries.imports import FIRST, ImportShown, RowFault

TOPICS = (topics.IMPORTS,)
TONES = {
    ImportStage.READING: "blue",
    ImportStage.CHECKING: "blue",
    ImportStage.FAULTY: "red",
    ImportStage.CHECKED: "orange",
    ImportStage.WRITING: "blue",
    ImportStage.DONE: "green",
    ImportStage.CANCELLED: "grey",
}


def asked(person: Person) -> ImportShown | None:
    """The import that the address names."""
    number = st.query_params.get(NAME, "")
    if not number.isdecimal() or len(number) > 9:
        return None
    return read(queries.one, person, int(number), topics=TOPICS)


def show(person: Person, batch: ImportShown) -> None:
    """How far it has come and what is to be done next."""
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.badge(term(batch.stage), color=TONES[batch.stage].replace("grey", "gray"))
            st.text(batch.name, width="content")
            st.caption(f"{term(batch.kind)} · {plain(batch.by)} · {moment(batch.at)}")
        _progress(batch)
        if batch.rows:
            _counts(batch)
        match batch.stage:
            case ImportStage.FAULTY:
                _faulty(person, batch)
            case ImportStage.CHECKED:
                _to_confirm(batch)
            case ImportStage.DONE:
                _done(person, batch)
            case ImportStage.CANCELLED:
                st.caption(t("Given up: nothing of this file stands in the directory."))
        if batch.is_mine and batch.is_open:
            _abandon(batch)


def table(found: Sequence[ImportShown]) -> None:
    """The imports there were; a click opens one."""
    if not found:
        st.caption(t("No file has been handed in yet."))
        return
    columns = (
        Column(t("File"), 6),
        Column(t("Stage"), 3),
        Column(t("Rows"), 2, is_said=True),
        Column(t("New"), 2, is_said=True),
        Column(t("With faults"), 2, is_said=True),
        Column(t("Handed in"), 4),
    )
    link = rows.show(
        columns, [_line(each) for each in found], key="imports", label=t("Earlier files")
    )
    if link:
        rows.follow(link)


def _progress(batch: ImportShown) -> None:
    match batch.stage:
        case ImportStage.READING:
            st.progress(0.0, text=t("The file waits to be read."))
        case ImportStage.CHECKING:
            words = t("{n} rows have been checked", n=f"{batch.checked:,}")
            st.caption(f":material/hourglass_top: {words}")
        case ImportStage.WRITING:
            share = min(batch.written / max(batch.new, 1), 1.0)
            words = t(
                "{n} of {all} are written; they will all be seen at once",
                n=f"{batch.written:,}",
                all=f"{batch.new:,}",
            )
            st.progress(share, text=words)


def _counts(batch: ImportShown) -> None:
    """New, known and faulty rows beside each other."""
    parts = (
        (t("Rows"), batch.rows),
        (t("New"), batch.new),
        (t("Known already"), batch.known),
        (t("With faults"), batch.faults),
    )
    with st.container(horizontal=True, gap="medium"):
        for name, many in parts:
            st.metric(name, f"{many:,}", width="content")
    sound, known = batch.new / max(batch.rows, 1), batch.known / max(batch.rows, 1)
    if batch.stage is not ImportStage.WRITING:
        words = t("{new} % new, {known} % known", new=round(100 * sound), known=round(100 * known))
        st.progress(min(sound + known, 1.0), text=words)


def _faulty(person: Person, batch: ImportShown) -> None:
    st.error(
        t("Nothing was written. Correct the rows below in your file and hand it in again."),
        icon=":material/error:",
    )
    found = read(queries.faults, person, batch.id, topics=TOPICS)
    told_of = _told(found[:FIRST])
    st.dataframe(told_of, hide_index=True, key=f"import-faults-{batch.id}")
    if len(found) > FIRST:
        st.caption(t("The first {n} of {all}", n=FIRST, all=f"{batch.faults:,}"))
    lines = [list(told_of), *zip(*_told(found).values(), strict=True)]
    st.download_button(
        t("All faults as a table"),
        b"".join(sheets.pieces("csv", [[str(cell) for cell in line] for line in lines])),
        file_name=f"{batch.id}.csv",
        mime=sheets.MEDIA_TYPES["csv"],
        icon=":material/download:",
        on_click="ignore",
        key=f"import-faults-file-{batch.id}",
    )


def _told(found: Sequence[RowFault]) -> dict[str, list]:
    return {
        t("Row"): [each.number for each in found],
        t("Name of the organisation"): [each.name for each in found],
        t("Field"): [label(each.field) if each.field else "" for each in found],
        t("What stands there"): [each.typed for each in found],
        t("What is wrong"): [told(each.refusal).replace("\\", "") for each in found],
    }


def _to_confirm(batch: ImportShown) -> None:
    form = f"import-confirm-{batch.id}"
    if not batch.is_mine:
        return
    if not batch.new and not batch.may_update:
        st.info(t("Every organisation of this file is in the directory already."))
        return
    updates = batch.may_update and st.toggle(
        t("Bring the {n} known ones up to date", n=batch.known),
        key=f"{form}-updates",
        help=t(
            "What the file says of them takes the place of what is kept; empty cells change nothing."
        ),
    )
    if st.button(
        t("Write into the directory"),
        type="primary",
        icon=":material/publish:",
        disabled=not (batch.new or updates),
        key=f"{form}-{nonce(form)}",
    ):
        submit(
            batches.confirm,
            batch.id,
            form=form,
            done=t("The file is being written."),
            updates=updates,
        )


def _done(person: Person, batch: ImportShown) -> None:
    st.success(
        t("{n} organisations have come into the directory.", n=f"{batch.written:,}"),
        icon=":material/check_circle:",
    )
    found = read(queries.brought_in, person, batch.id, topics=TOPICS)
    links = [f"[{plain(name)}]({rows.organisation(id).href})" for id, name in found]
    if links:
        more = " · …" if batch.written > len(links) else ""
        st.markdown(" · ".join(links) + more)


def _abandon(batch: ImportShown) -> None:
    form = f"import-abandon-{batch.id}"
    with st.popover(t("Give up"), icon=":material/cancel:", type="tertiary", key=f"{form}-open"):
        st.text(t("What was written of this file is taken out again; nobody has seen it."))
        if st.button(t("Give this file up"), key=f"{form}-{nonce(form)}"):
            submit(batches.abandon, batch.id, form=form, done=t("The file is given up."))


def _line(batch: ImportShown) -> tuple[Cell, ...]:
    link = Link("pages/directory/imports.py", "imports", ((NAME, str(batch.id)),))
    return (
        Cell(batch.name, term(batch.kind), link=link),
        Cell(term(batch.stage), tone=TONES[batch.stage]),
        Cell(f"{batch.rows:,}"),
        Cell(f"{batch.new:,}"),
        Cell(f"{batch.faults:,}"),
        Cell(moment(batch.at), batch.by),
    )
