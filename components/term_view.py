"""The bilingual glossary: adding a term, bringing in a list, finding, and taking out."""

import streamlit as st

from components import address
from components.reading import read
from components.session import nonce
from components.submitting import attempt, submit, tell
from components.texts import plain, t, told
from domain import glossary_terms, paging, topics
from domain.errors import Refused
from domain.imports import reading
from domain.permissions import Person
from domain.queries import terms as queries

SEEN = (topics.RULES,)
ADD, LIST, RETIRE = "term-add", "term-list", "term-retire"


def add() -> None:
    """One term, in both languages."""
    key = nonce(ADD)
    with st.form(f"term-add-{key}", border=True):
        left, right, end = st.columns([2, 3, 1], vertical_alignment="bottom")
        chinese = left.text_input(t("Chinese term"), max_chars=60, key=f"term-zh-{key}")
        english = right.text_input(t("English term"), max_chars=120, key=f"term-en-{key}")
        with end:
            is_sent = st.form_submit_button(t("Add"), type="primary", icon=":material/add:")
    if is_sent:
        submit(
            glossary_terms.add,
            form=ADD,
            done=t("The term is in the glossary."),
            chinese=chinese,
            english=english,
        )


def bring_in() -> None:
    """A list of two columns."""
    with st.expander(t("Bring in a list"), icon=":material/upload_file:", key="term-list"):
        file = st.file_uploader(
            t("Two columns, Chinese and English, in XLSX or CSV; at most {n} terms", n="2,000"),
            type=reading.SUFFIXES,
            max_upload_size=5,
            key=f"term-file-{nonce(LIST)}",
        )
        if file is None:
            return
        try:
            pairs = glossary_terms.pairs_of(file.name, file.getvalue())
        except Refused as refusal:
            st.error(told(refusal), icon=":material/error:")
            return
        st.dataframe(
            {
                t("Chinese term"): [chinese for chinese, _ in pairs],
                t("English term"): [english for _, english in pairs],
            },
            hide_index=True,
            height=240,
            key="term-preview",
        )
        if st.button(
            t("Bring in {n} terms", n=len(pairs)),
            type="primary",
            icon=":material/publish:",
            key=f"term-go-{nonce(LIST)}",
        ):
            is_done, many = attempt(glossary_terms.bring_in, form=LIST, pairs=pairs)
            if is_done:
                tell(t("{n} new terms are in the glossary.", n=many))
                st.rerun()


def table(person: Person) -> None:
    """The terms, those that were added last first; a ticked one can be taken out."""
    words = address.words(
        "q",
        t("Find a term"),
        most=100,
        placeholder=t("Find a term in either language"),
        icon=":material/search:",
    )
    many = read(queries.how_many, person, words, topics=SEEN)
    if not many:
        st.info(
            t("No such term. Add it above, and matching will know it at once.")
            if words
            else t("The glossary is empty. Terms that are added here come before the dictionary."),
            icon=":material/translate:",
        )
        return
    st.caption(t("{n} terms", n=f"{many:,}"))
    place, pages = st.container(), paging.pages(many, queries.PAGE)
    page = address.page("page", pages=pages, of=words)
    found = read(queries.terms, person, words, page, topics=SEEN)
    with place:
        chosen = st.dataframe(
            {
                t("Chinese term"): [each.chinese for each in found],
                t("English term"): [each.english for each in found],
                t("Added by"): [each.by or t("Came with the platform") for each in found],
            },
            hide_index=True,
            on_select="rerun",
            selection_mode="single-row",
            key=f"term-table-{nonce(RETIRE)}",
        )
        for row in chosen.selection.rows:
            _retire(found[row]) if row < len(found) else None


def _retire(term: queries.TermShown) -> None:
    if st.button(
        t(
            "Take {chinese} – {english} out",
            chinese=plain(term.chinese),
            english=plain(term.english),
        ),
        icon=":material/remove:",
        key=f"term-retire-{term.id}",
    ):
        submit(
            glossary_terms.retire,
            term.id,
            form=RETIRE,
            done=t("The term is out of the glossary."),
        )
