"""Bringing in research results from a file: the file, what was read of it, which of it is new, and the choice."""

from functools import lru_cache

import streamlit as st

from components.reading import read
from components.session import nonce
from components.submitting import attempt, tell
from components.texts import listed, t, term, told
from domain import sheets, topics
from domain.errors import Refused
from domain.permissions import Person
from domain.queries import bring_in as queries
from domain.queries.bring_in import House
from domain.research_files import completing, entering
from domain.research_files import reading as files
from domain.research_files.found import FoundResult
from domain.research_files.known import Known
from domain.research_files.placing import Unplaced

SEEN = (topics.RESULTS, topics.ORGANISATIONS)
MEGABYTES = files.MOST_BYTES // 1024 // 1024


def form_of(house: House) -> str:
    """A file is chosen for one house: another one begins with none."""
    return f"bring-in-{house.id}"


def upload(person: Person, house: House) -> None:
    """From the file to the drafts."""
    number = nonce(form_of(house))
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    file = left.file_uploader(
        t(
            "RIS, BibTeX, XLSX or CSV, at most {mb} MB and {n} results",
            mb=MEGABYTES,
            n=f"{files.MOST_RECORDS:,}",
        ),
        type=files.SUFFIXES,
        max_upload_size=MEGABYTES,
        key=f"bring-in-file-{number}",
    )
    with right:
        _template()
    if file is None:
        st.caption(
            t(
                "Exports of patent offices, library databases and reference managers can be taken as they are."
            )
        )
        return
    try:
        found = _read(file.name, file.getvalue())
    except Refused as refusal:
        st.error(told(refusal), icon=":material/error:")
        return
    same = dict(read(queries.known, person, house.id, found.results, topics=(topics.RESULTS,)))
    lost = read(queries.unplaced, person, house.id, found.results, topics=SEEN)
    _counts(found, len(same), len({each.row for each in lost}))
    _faults(found, lost)
    left_out = {each.row for each in lost} | set(same)
    chosen = _new(
        [each for each in found.results if each.row not in left_out], number, file.file_id
    )
    _known([each for each in found.results if each.row in same], same)
    if st.button(
        t("Bring in {n} results as drafts", n=len(chosen)),
        type="primary",
        icon=":material/publish:",
        disabled=not chosen,
        key=f"bring-in-go-{number}",
    ):
        _bring_in(house, found.name, chosen)


@lru_cache(maxsize=4)
def _read(name: str, content: bytes) -> files.Reading:
    """Read once however often the page is drawn."""
    return files.read(name, content)


def _template() -> None:
    """An empty list with the columns that are understood, headed in the reader's language."""
    heads = [t("Title"), t("Title in English"), t("Abstract"), t("Abstract in English")]
    heads += [t("Keywords"), t("Year"), t("Inventors"), t("Application number"), "DOI"]
    heads += [t("Kind of patent"), t("Legal status"), t("Filed on"), t("Readiness")]
    heads += [t("Ways of transfer"), t("Price"), t("Conditions"), t("For industries"), t("Team")]
    heads += [t("Target figures"), t("Confidentiality")]
    st.download_button(
        t("Empty list to fill in"),
        b"".join(sheets.pieces("xlsx", [heads])),
        file_name="results.xlsx",
        mime=sheets.MEDIA_TYPES["xlsx"],
        icon=":material/download:",
        on_click="ignore",
        key="bring-in-template",
    )


def _counts(found: files.Reading, same: int, lost: int) -> None:
    parts = (
        (t("Read"), len(found.results) + len(found.faults)),
        (t("To be added"), len(found.results) - same - lost),
        (t("Known already"), same),
        (t("With faults"), len(found.faults) + lost),
    )
    with st.container(horizontal=True, gap="medium"):
        for name, many in parts:
            st.metric(name, f"{many:,}", width="content")


def _faults(found: files.Reading, lost: tuple[Unplaced, ...]) -> None:
    """Row by row and column by column: what cannot be read, and what names nothing that is known."""
    told_of = [
        (each.row, t_field(each.field), told(each.refusal).replace("\\", "").replace("\u2060", ""))
        for each in found.faults
    ]
    told_of += [
        (each.row, t_field(each.field), t("Not known: {word}", word=each.word)) for each in lost
    ]
    told_of.sort()
    if not told_of:
        return
    st.warning(
        t(
            "These records cannot be taken. The others can; or correct the file and choose it again."
        ),
        icon=":material/warning:",
    )
    st.dataframe(
        {
            t("Row"): [row for row, _, _ in told_of],
            t("Column of the file"): [field for _, field, _ in told_of],
            t("What is wrong"): [what for _, _, what in told_of],
        },
        hide_index=True,
        key="bring-in-faults",
    )


def t_field(name: str) -> str:
    """A field of a research result, as rules name it, in the reader's language."""
    return {
        "Title": t("Title"),
        "Title in English": t("Title in English"),
        "Abstract": t("Abstract"),
        "Abstract in English": t("Abstract in English"),
        "Keywords": t("Keywords"),
        "Number": t("Number"),
        "Patent": t("Patent"),
        "Filed on": t("Filed on"),
        "Readiness": t("Readiness"),
        "Ways of transfer": t("Ways of transfer"),
        "Price": t("Price"),
        "Conditions": t("Conditions"),
        "For industries": t("For industries"),
        "Team": t("Team"),
        "Target figures": t("Target figures"),
        "Confidentiality": t("Confidentiality"),
        "Entry": t("Entry"),
    }.get(name, name)


def _new(results: list[FoundResult], number: str, file: str) -> tuple[FoundResult, ...]:
    """The new ones, each to be left out by a click; returns those that are wanted."""
    if not results:
        st.info(t("Nothing in this file is new."), icon=":material/task_alt:")
        return ()
    shown = {
        t("Bring in"): [True] * len(results),
        t("Row"): [each.row for each in results],
        t("Title"): [each.title for each in results],
        t("Year"): [each.year for each in results],
        t("Inventors"): [each.inventors for each in results],
        t("DOI or patent"): [each.source_key for each in results],
        t("Legal status"): [listed(term(one.state) for one in each.patents) for each in results],
        t("Still missing"): [
            listed(t_field(name) for name in completing.missing(each)) for each in results
        ],
    }
    locked = [name for name in shown if name != t("Bring in")]
    edited = st.data_editor(
        shown,
        hide_index=True,
        num_rows="fixed",
        disabled=locked,
        column_config={
            t("Title"): st.column_config.TextColumn(width="large"),
            t("Year"): st.column_config.NumberColumn(format="%d"),
        },
        key=f"bring-in-new-{number}-{file}",
    )
    wanted = edited[t("Bring in")]
    return tuple(each for each, is_wanted in zip(results, wanted, strict=True) if is_wanted)


def _known(results: list[FoundResult], same: dict[int, Known]) -> None:
    if not results:
        return
    with st.expander(t("{n} known already", n=len(results)), key="bring-in-known"):
        st.dataframe(
            {
                t("Row"): [each.row for each in results],
                t("Title"): [each.title for each in results],
                t("The same as"): [_same_as(same[each.row]) for each in results],
            },
            hide_index=True,
            key="bring-in-known-table",
        )


def _same_as(what: Known) -> str:
    return what.number or t("row {row} of the file", row=what.row)


def _bring_in(house: House, name: str, chosen: tuple[FoundResult, ...]) -> None:
    is_done, many = attempt(
        entering.bring_in, house.id, form=form_of(house), file=name, results=chosen
    )
    if is_done:
        tell(t("{n} results are drafts now. Complete them below.", n=many))
        st.rerun()
