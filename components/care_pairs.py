"""Two records that may be one, side by side: what differs stands out; they are merged, or kept apart."""

from collections.abc import Mapping

import streamlit as st

from components import facts, record_window, rows
from components.area_choice import area_names
from components.choosing import industry_names
from components.facts import Fact
from components.naming import named
from components.record_labels import label, value
from components.submitting import submit
from components.texts import plain, t
from domain import merging, pairs
from domain.permissions import Person
from domain.queries.care import Pair, Side

MERGE = "merge"


def show(person: Person, found: tuple[Pair, ...]) -> None:
    """The pairs of one page; the window for merging opens over them."""
    names = area_names(person) | industry_names(person)
    for pair in found:
        with st.container(border=True, gap="small", key=f"pair-{pair.id}"):
            _head(pair)
            _compared(pair, names)
            _actions(pair)
    verb, of = record_window.asked()
    asked = next((pair for pair in found if verb == MERGE and pair.id == of), None)
    if asked:
        record_window.show(t("Merge the two records"), merge, asked, names, is_wide=True)


def reasons(names: tuple[str, ...]) -> str:
    """In what two records are alike."""
    told = {
        "same_name": t("the same name"),
        "same_sound": t("names that sound the same"),
        "similar_name": t("similar names"),
        "same_phone": t("the same telephone"),
        "same_address": t("the same address"),
        "same_website": t("the same website"),
    }
    return t(", ").join(told[name] for name in names if name in told)


def _head(pair: Pair) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.badge(f"{100 * pair.score:.0f} %", color="orange", icon=":material/join_inner:")
        st.caption(reasons(pair.reasons))


def _compared(pair: Pair, names: Mapping[str, str]) -> None:
    texts = [dict(side.fields) for side in (pair.one, pair.other)]
    for column, side, own, others in zip(
        st.columns(2, gap="medium"), (pair.one, pair.other), texts, reversed(texts), strict=True
    ):
        with column:
            href = rows.organisation(side.id).href
            st.markdown(f"**[{plain(named(side.name, side.name_en))}]({href})**")
            facts.show(_facts(side, own, others, names), key=f"side-{pair.id}-{side.id}")


def _facts(
    side: Side, own: dict[str, str], others: dict[str, str], names: Mapping[str, str]
) -> list[Fact]:
    """The fields as they are read; one that differs from the other record's stands out."""
    told = [
        Fact(
            label(name),
            value(name, text, names),
            stands_out=name in others and others[name] != text,
        )
        for name, text in own.items()
        if name != "name"
    ]
    return [*told, Fact(t("Demands"), str(side.demands))]


def _actions(pair: Pair) -> None:
    with st.container(horizontal=True, gap="small"):
        record_window.button(MERGE, t("Merge…"), of=pair.id, icon="merge")
        if st.button(
            t("These are two organisations"),
            key=f"apart-{pair.id}",
            type="tertiary",
            icon=":material/call_split:",
        ):
            submit(
                pairs.keep_apart,
                pair.one.id,
                done=t("They stay two records."),
                form=f"apart-{pair.id}",
                other_id=pair.other.id,
            )


def merge(pair: Pair, names: Mapping[str, str]) -> None:
    """The form in which one chooses which record stays, and what it takes from the other."""
    sides = {pair.one.id: pair.one, pair.other.id: pair.other}
    st.caption(
        t(
            "Demands, visits, services and people of the other record move to the one that stays. "
            "The merge can be undone on the page of the merged record."
        )
    )
    stays = st.radio(
        t("Which record stays?"),
        list(sides),
        format_func=lambda id: _named(sides[id]),
        key=f"stays-{pair.id}",
    )
    kept = sides[stays]
    other = pair.other if kept is pair.one else pair.one
    own, theirs = dict(kept.fields), dict(other.fields)
    differing = [name for name in theirs if name in own and own[name] != theirs[name]]
    name = f"merge-{pair.id}"
    with record_window.form(name) as key:
        takes = [
            each
            for each in differing
            if each not in ("tags", "credit_code")
            and st.checkbox(
                t(
                    "{field}: “{theirs}” instead of “{own}”",
                    field=label(each),
                    theirs=plain(value(each, theirs[each], names)),
                    own=plain(value(each, own[each], names)),
                ),
                key=key(f"{stays}-{each}"),
            )
        ]
        if record_window.sent(t("Merge"), icon="merge"):
            record_window.send(
                merging.merge,
                kept.id,
                form_name=name,
                done=t("The two records are one now."),
                other_id=other.id,
                takes=tuple(takes),
            )


def _named(side: Side) -> str:
    number = t("{n} demands", n=side.demands)
    return f"{named(side.name, side.name_en)} ({number})"
