"""What the engine has learned from decisions: what is in use, the way back, and how well it did month by month."""

import plotly.graph_objects as go
import streamlit as st

from components import charts
from components.moments import moment
from components.reading import read
from components.submitting import submit
from components.texts import plain, t, term
from db.research_vocabulary import FieldGroup
from domain import topics
from domain.matchmaking import learning, weights
from domain.permissions import Person
from domain.queries import learning as queries
from domain.queries.learning import Learnt, Month, State

SEEN = (topics.NEEDS, topics.MATCHES, topics.RULES)
LEARN, CHANGE = "learn", "learnt-change"
HEIGHT = 260  # pixels


def in_use(person: Person) -> None:
    """What proposals are ranked by now, and learning anew."""
    state = read(queries.state, person, topics=SEEN)
    used = state.in_use
    with st.container(border=True):
        if used is None:
            st.subheader(t("The weights that were laid down are in use"), anchor=False)
            _so_far(state)
        else:
            st.subheader(t("What was learnt from decisions is in use"), anchor=False)
            _what(used)
            charts.show(_picture(used), key="learnt-weights")
        if state.may_change:
            with st.container(horizontal=True):
                _learn()
                if used is not None:
                    _put_aside(used)
    _earlier(state)


def months(person: Person) -> None:
    """How well the words' ranking did on the decisions of each month, beside its rivals."""
    st.subheader(t("Month by month"), anchor=False)
    found = read(queries.months, person, topics=SEEN)
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
        t(
            "Each need on which something was decided in the month is ranked anew by each; nDCG of "
            "the first ten says how high those stand that people found to fit."
        )
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
    charts.show(_lines(told), key="months-lines")
    st.dataframe(_table(found), hide_index=True, key="months-table")


def _so_far(state: State) -> None:
    missing = max(weights.FEWEST - state.decisions, 0)
    if missing:
        st.caption(
            t(
                "{n} decisions so far. With {missing} more, on {needs} needs at least, the engine "
                "can learn how much each field should weigh.",
                n=state.decisions,
                missing=missing,
                needs=weights.FEWEST_NEEDS,
            )
        )
    elif state.needs < weights.FEWEST_NEEDS:
        st.caption(
            t(
                "{n} decisions so far. Of {needs} needs one result was found better than another; "
                "from {fewest} such needs on the engine can learn how much each field should weigh.",
                n=state.decisions,
                needs=state.needs,
                fewest=weights.FEWEST_NEEDS,
            )
        )
    else:
        st.caption(t("{n} decisions so far can be learnt from.", n=state.decisions))
        return
    st.progress(
        min(state.decisions / weights.FEWEST, state.needs / weights.FEWEST_NEEDS, 1.0),
    )


def _what(used: Learnt) -> None:
    st.caption(
        plain(
            t(
                "Learnt {when} from {n} decisions on {needs} needs. On needs that were held back "
                "it puts {after} % of the pairs in the right order; the weights laid down "
                "{before} %.",
                when=moment(used.learnt_at),
                n=used.decisions,
                needs=used.needs,
                after=round(100 * used.right_after),
                before=round(100 * used.right_before),
            )
        )
    )


def _picture(used: Learnt) -> go.Figure:
    """How many times as heavy each field is as laid down."""
    names = [term(group) for group in FieldGroup]
    weights_now = [used.weights.get(group, 1.0) for group in FieldGroup]
    most = max(1.0, *weights_now)
    bars = go.Bar(
        y=names, x=weights_now, orientation="h", hovertemplate="× %{x:.2f}<extra></extra>"
    )
    said = go.Scatter(  # in a column of their own: beside its bar one might stand on the line
        y=names,
        x=[1.04 * most] * len(names),
        text=[f"× {weight:.2f}" for weight in weights_now],
        mode="text",
        textposition="middle right",
        hoverinfo="skip",
    )
    drawn = charts.figure([bars, said], height=HEIGHT)
    drawn.update_layout(showlegend=False)
    drawn.update_yaxes(autorange="reversed", rangemode="normal")
    drawn.update_xaxes(showticklabels=False, range=[0, 1.25 * most])
    drawn.add_vline(x=1, line_dash="dot", line_color="gray")
    return drawn


def _learn() -> None:
    if st.button(t("Learn from the decisions so far"), icon=":material/school:", key=LEARN):
        submit(learning.learn, form=LEARN, done=t("Learnt, and in use from now on."))


def _put_aside(used: Learnt) -> None:
    label = t("Go back to the weights laid down")
    if st.button(label, icon=":material/undo:", key="learnt-aside"):
        submit(
            learning.put_aside,
            used.id,
            form=CHANGE,
            done=t("The weights that were laid down are in use again."),
        )


def _earlier(state: State) -> None:
    others = [each for each in state.learnt if not each.is_in_use]
    if not others:
        return
    with st.expander(t("What was learnt before ({n})", n=len(others)), icon=":material/history:"):
        for each in others:
            with st.container(horizontal=True, vertical_alignment="center"):
                with st.container():
                    _what(each)
                if state.may_change and st.button(
                    t("Use this one"), key=f"learnt-use-{each.id}", type="tertiary"
                ):
                    submit(
                        learning.use,
                        each.id,
                        form=CHANGE,
                        done=t("What was learnt then is in use again."),
                    )


def _lines(told: list[Month]) -> go.Figure:
    labels = [f"{each.month:%Y-%m}" for each in told]
    lines = [(t("The engine"), [each.engine["ndcg@10"] for each in told])]
    for name, label in _rivals().items():
        lines.append((label, [each.rivals.get(name, {}).get("ndcg@10") for each in told]))
    drawn = charts.figure(
        [
            go.Scatter(
                x=labels,
                y=values,
                name=label,
                mode="lines+markers",
                line={"width": 4 if n == 0 else 1.5},
                hovertemplate="%{y:.2f}",
            )
            for n, (label, values) in enumerate(lines)
        ],
        height=HEIGHT,
    )
    drawn.update_layout(
        xaxis={"type": "category"}, legend={"y": 1.0, "yanchor": "bottom"}, height=HEIGHT + 80
    )
    drawn.update_yaxes(range=[0, 1.02])
    return drawn


def _rivals() -> dict[str, str]:
    return {
        "bm25s_words": t("BM25, words"),
        "bm25s_bigrams": t("BM25, pairs of characters"),
        "tfidf": "TF-IDF",
        "lsa": "LSA",
        "fusion": t("All rivals together"),
    }


def _table(found: tuple[Month, ...]) -> dict[str, list]:
    rows = list(reversed(found))
    return {
        t("Month"): [f"{each.month:%Y-%m}" for each in rows],
        t("Decisions"): [each.decisions for each in rows],
        t("Needs"): [each.needs for each in rows],
        t("Among results"): [f"{each.results:,}" if each.results else "—" for each in rows],
        "nDCG@10": [_share(each.engine.get("ndcg@10")) for each in rows],
        t("Best rival, nDCG@10"): [
            _share(max((rival["ndcg@10"] for rival in each.rivals.values()), default=None))
            for each in rows
        ],
        "Recall@100": [_share(each.engine.get("recall@100")) for each in rows],
        "MAP": [_share(each.engine.get("map")) for each in rows],
        "AUC": [_share(each.engine.get("auc")) for each in rows],
    }


def _share(value: float | None) -> str:
    """Where too little was decided nothing is known, which is not zero."""
    return "—" if value is None else f"{value:.2f}"
