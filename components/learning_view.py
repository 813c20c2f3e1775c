"""What the engine has learned from decisions: what is in use, and the way back."""

import plotly.graph_objects as go
import streamlit as st

from components import charts
from components.moments import moment
from components.reading import read
from components.submitting import submit
from components.texts import plain, t, term
from db.research_vocabulary import FieldGroup
from domain.matchmaking import learning, weights
from domain.permissions import Person
from domain.queries import learning as queries
from domain.queries.learning import Learnt, State

LEARN, CHANGE = "learn", "learnt-change"
HEIGHT = 260  # pixels


def in_use(person: Person) -> None:
    """What proposals are ranked by now, and learning anew."""
    state = read(queries.state, person, topics=queries.TOPICS)
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
