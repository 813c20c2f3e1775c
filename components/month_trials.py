"""How well the words' ranking did on the decisions of each month beside its rivals, by every measure that the command
`evaluate matching` prints."""

import plotly.graph_objects as go
import streamlit as st

from components import address, charts
from components.reading import read
from components.texts import t
from domain.permissions import Person
from domain.queries import learning as queries
from domain.queries.learning import Month

HEIGHT = 340  # pixels
MEASURES = {"ndcg@10": "nDCG@10", "recall@100": "Recall@100", "map": "MAP", "auc": "AUC"}
ENGINE = "engine"


def months(person: Person) -> None:
    """Month by month by one measure, and the newest month by all of them."""
    st.subheader(t("Month by month"), anchor=False)
    found = read(queries.months, person, topics=queries.TOPICS)
    told = [each for each in found if each.engine]
    if not told:
        st.info(
            t(
                "As soon as decisions on {n} needs fall into one month, the engine is compared "
                "with its rivals here.",
                n=3,
            ),
            icon=":material/query_stats:",
        )
        return
    st.caption(
        t("Each need on which something was decided in the month is ranked anew by each method.")
    )
    if told[-1].shown_by_engine is not None:
        st.caption(
            t(
                "In the last month shown, {share} % of the decisions were on what the engine itself "
                "had proposed. What a rival would have found besides was not judged and counts as "
                "not found, so the comparison leans towards the engine.",
                share=round(100 * told[-1].shown_by_engine),
            )
        )
    st.markdown(f"**{t('{month} by all measures', month=f'{told[-1].month:%Y-%m}')}**")
    st.dataframe(_newest(told[-1]), hide_index=True, key="months-newest")
    measure = address.segment("measure", t("Measure"), list(MEASURES), MEASURES.__getitem__)
    st.caption(_meaning()[measure])
    charts.show(_lines(told, measure), key="months-lines")
    st.dataframe(_table(found, measure), hide_index=True, key="months-table")


def _methods() -> dict[str, str]:
    return {
        ENGINE: t("The engine"),
        "bm25s_words": t("BM25, words"),
        "bm25s_bigrams": t("BM25, pairs of characters"),
        "tfidf": "TF-IDF",
        "lsa": "LSA",
        "fusion": t("All rivals together"),
    }


def _meaning() -> dict[str, str]:
    return {
        "ndcg@10": t("How high those stand among the first ten that people found to fit."),
        "recall@100": t(
            "How many of those that people found to fit stand among the first hundred."
        ),
        "map": t("How early, on the mean, each of those stands that people found to fit."),
        "auc": t("How often one that people found to fit stands above one that they did not."),
    }


def _figure(month: Month, method: str, measure: str) -> float | None:
    figures = month.engine if method == ENGINE else month.rivals.get(method, {})
    return figures.get(measure)


def _newest(month: Month) -> dict[str, list[str]]:
    methods = _methods()
    return {t("Method"): list(methods.values())} | {
        label: [_share(_figure(month, method, measure)) for method in methods]
        for measure, label in MEASURES.items()
    }


def _lines(told: list[Month], measure: str) -> go.Figure:
    drawn = charts.figure(
        [
            go.Scatter(
                x=[f"{each.month:%Y-%m}" for each in told],
                y=[_figure(each, method, measure) for each in told],
                name=label,
                mode="lines+markers",
                line={"width": 4 if method == ENGINE else 1.5},
                hovertemplate="%{y:.2f}",
            )
            for method, label in _methods().items()
        ],
        height=HEIGHT,
    )
    drawn.update_layout(xaxis={"type": "category"}, legend={"y": 1.0, "yanchor": "bottom"})
    drawn.update_yaxes(range=[0, 1.02])
    return drawn


def _table(found: tuple[Month, ...], measure: str) -> dict[str, list]:
    rows = list(reversed(found))
    return {
        t("Month"): [f"{each.month:%Y-%m}" for each in rows],
        t("Decisions"): [each.decisions for each in rows],
        t("Needs"): [each.needs for each in rows],
        t("Among results"): [f"{each.results:,}" if each.results else "—" for each in rows],
    } | {
        label: [_share(_figure(each, method, measure)) for each in rows]
        for method, label in _methods().items()
    }


def _share(value: float | None) -> str:
    """Where too little was decided nothing is known, which is not zero."""
    return "—" if value is None else f"{value:.2f}"
