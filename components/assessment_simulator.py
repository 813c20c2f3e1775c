"""Trying another scheme on a month: what the order would be, beside the one that holds; and drafting it."""

import json
from datetime import date
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from components import assessment_view, charts, figure_words, scheme_editor
from components.area_choice import area_names
from components.reading import read
from components.record_window import form, sent
from components.session import nonce
from components.submitting import as_opened, submit
from components.texts import plain, t, told
from domain import assessment_schemes, clock
from domain.assessment import scheme as schemes
from domain.assessment.scheme import Scheme
from domain.assessment.scoring import Assessed
from domain.command import can
from domain.errors import Refused
from domain.indicators import periods
from domain.permissions import Person
from domain.queries import assessment as queries
from domain.queries.assessment import MonthShown, SchemeLine

AHEAD = 12  # months in which a scheme may begin


def show(person: Person, found: MonthShown) -> None:
    """A scheme as fields, and what the month would have come to by it, beside what holds."""
    st.caption(
        t(
            "Change numbers and see what this month would have come to. Nothing is kept until you draft it."
        )
    )
    if found.is_frozen:
        st.caption(
            t(
                "The month is counted as it was when it was published; only what its scheme did not ask for is"
                " counted as it is now."
            )
        )
    base, line = _base(person, found)
    # Of another scheme the fields begin anew.
    own = f"try-{found.number}" if found.number else "try"
    name = f"try-{nonce(_keeping(line))}" if line else own
    document = scheme_editor.edited(base, name)
    total = scheme_editor.total(document)
    if total != 100:
        st.warning(
            t("The points add up to {n}; they must add up to 100.", n=f"{total:g}"),
            icon=":material/functions:",
        )
        return
    try:
        tried = read(
            queries.simulated, person, found.month, json.dumps(document), topics=queries.TOPICS
        )
    except Refused as refusal:
        st.error(told(refusal), icon=":material/error:")
        return
    _beside(person, found, tried)
    if can(person, assessment_schemes.draft):
        _draft(document, line)


def _base(person: Person, found: MonthShown) -> tuple[Scheme, SchemeLine | None]:
    """What the fields begin with: the scheme that holds, or any version, to be copied into the next one."""
    lines = {each.number: each for each in read(queries.schemes, person, topics=queries.TOPICS)}
    if not lines:
        return found.scheme, None
    chosen = st.selectbox(
        t("Begin with"),
        [0, *lines],
        format_func=lambda number: (
            t("Scheme {n}", n=number) + f" · {lines[number].name}"
            if number
            else t("The scheme of this month")
        ),
        key="try-base",
    )
    line = lines.get(chosen)
    if line is None:
        return found.scheme, None
    if not line.is_published:
        words = told(assessment_schemes.RedraftedMeanwhile())
        line = as_opened(_keeping(line), line, words, t("Begin anew with what is kept"))
    return schemes.read(line.document), line


def _keeping(line: SchemeLine) -> str:
    """The form that keeps what was tried in a draft; its fields begin anew with what is kept, once it is."""
    return f"redraft-scheme-{line.id}"


def versions(person: Person) -> None:
    """Every version of the scheme, and publishing a draft."""
    lines = read(queries.schemes, person, topics=queries.TOPICS)
    if not lines:
        st.caption(
            t("No scheme has been drafted; months are assessed by the one that is laid down.")
        )
    for line in lines:
        with st.container(
            border=True, horizontal=True, vertical_alignment="center", key=f"scheme-{line.id}"
        ):
            st.markdown(f"**{plain(t('Scheme {n}', n=line.number))}** {plain(line.name)}")
            st.badge(t("from {month}", month=figure_words.month(line.valid_from)), color="gray")
            if line.is_published:
                st.badge(t("Published"), color="green")
            else:
                st.badge(t("Draft"), color="orange")
                _publish(person, line)


def _publish(person: Person, line: SchemeLine) -> None:
    if not can(person, assessment_schemes.publish):
        return
    name = f"publish-scheme-{line.id}-{line.version}"  # a click on what was redrafted meanwhile is none
    if st.button(t("Publish"), key=name, icon=":material/publish:", type="primary"):
        done = t("The scheme is published.")
        submit(assessment_schemes.publish, line.id, form=name, done=done, version=line.version)


def _beside(person: Person, found: MonthShown, tried: tuple[Assessed, ...]) -> None:
    names = area_names(person)
    now = {each.code: each for each in found.assessed}
    pairs = [(now[each.code], each) for each in tried if each.code in now]
    pairs.sort(key=lambda pair: (pair[1].group, pair[1].rank or 99, -(pair[1].total or 0)))
    st.dataframe(
        {
            t("Sub-platform"): [names[was.code] for was, _ in pairs],
            t("Points now"): [_float(was) for was, _ in pairs],
            t("Points then"): [_float(then) for _, then in pairs],
            t("Rank now"): [_rank(was) for was, _ in pairs],
            t("Rank then"): [_rank(then) for _, then in pairs],
            t("What follows now"): [assessment_view.what_follows(was) for was, _ in pairs],
            t("What would follow"): [assessment_view.what_follows(then) for _, then in pairs],
        },
        hide_index=True,
        height="content",
        key="try-beside",
    )
    moved = sum(was.rank != then.rank for was, then in pairs)
    same = t("No rank would be another.")
    st.caption(t("{n} ranks would be others.", n=moved) if moved else same)
    if moved:
        _drawn(names, pairs)


def _drawn(names: dict[str, str], pairs: list[tuple[Assessed, Assessed]]) -> None:
    """A line for each ranked sub-platform from its rank now to the one then; who moves stands out."""
    ranked = [(was, then) for was, then in pairs if was.rank and then.rank]
    if not ranked:
        return
    now, later = t("Rank now"), t("Rank then")
    rise, fall, *_ = (*charts.colours(), charts.ink(), charts.ink())
    traces = []
    for was, then in ranked:
        tone = charts.ink() if was.rank == then.rank else rise if then.rank < was.rank else fall
        words = f"{names[was.code]}: {_rank(was)} → {_rank(then)}"
        traces.append(
            go.Scatter(
                x=[now, later],
                y=[was.rank, then.rank],
                mode="lines+markers+text",
                text=[f"{names[was.code]} {was.rank}", f"{then.rank} {names[was.code]}"],
                textposition=["middle left", "middle right"],
                hovertemplate=f"{plain(words)}<extra></extra>",
                line={"color": tone, "width": 1 if was.rank == then.rank else 3},
                opacity=0.4 if was.rank == then.rank else 1,
                showlegend=False,
            )
        )
    most = max(each.rank for pair in ranked for each in pair)
    drawn = charts.figure(traces, height=80 + 34 * most)
    drawn.update_xaxes(range=[-0.6, 1.6], showgrid=False)
    drawn.update_yaxes(range=[most + 0.5, 0.5], visible=False)
    charts.show(drawn, key="try-ranks")


def _float(each: Assessed) -> float | None:
    return None if each.total is None else float(each.total)


def _rank(each: Assessed) -> str:
    return f"{each.rank} / {each.of}" if each.rank else "–"


def _draft(document: dict[str, Any], line: SchemeLine | None) -> None:
    """Keeping what was tried: as the next version, or in the draft that it began with."""
    present = clock.now().astimezone(clock.LOCAL).date().replace(day=1)
    months = [periods.month_after(present, n) for n in range(AHEAD)]
    name = "draft-scheme"
    with st.expander(t("Draft it as the next scheme"), icon=":material/save:"), form(name) as key:
        label = st.text_input(t("Name of the scheme"), max_chars=80, key=key("name"))
        since: date = st.selectbox(
            t("First month"), months, format_func=figure_words.month, key=key("since")
        )
        if sent(t("Draft it")):
            done = t("The scheme is drafted. It holds once it is published.")
            said = {"name": label, "valid_from": since, "document": document}
            submit(assessment_schemes.draft, form=name, done=done, **said)
    if line and not line.is_published:
        again = _keeping(line)
        words = t("Keep it in draft {n}", n=line.number)
        if st.button(words, key=again, icon=":material/save:"):
            said = {"name": line.name, "valid_from": line.valid_from, "document": document}
            said["version"] = line.version
            submit(assessment_schemes.redraft, line.id, form=again, done=t("Kept."), **said)
