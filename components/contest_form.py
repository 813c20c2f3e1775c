"""The form in which a competition is begun and corrected."""

from datetime import date

import streamlit as st

from components import contest_view, rows
from components.choosing import one
from components.naming import named
from components.reading import read
from components.sheet import Sheet, sheet
from components.submitting import attempt, tell
from components.texts import plain, t, term, told
from components.typed_moments import typed_moment
from db.contest_vocabulary import ContestStage, Mean, TieRule
from domain import topics
from domain.contest import contests
from domain.contest.contests import MOST_JUDGES, MOST_SEATS
from domain.contest.plans import ContestPlan, Prize, RoundPlan
from domain.errors import Missing, Refused, Unreadable
from domain.permissions import Person
from domain.queries import contests as query
from domain.queries.contests import ContestShown

TIES = {
    "criteria-judges": (TieRule.CRITERIA, TieRule.JUDGES),
    "judges-criteria": (TieRule.JUDGES, TieRule.CRITERIA),
    "criteria": (TieRule.CRITERIA,),
    "judges": (TieRule.JUDGES,),
    "none": (),
}


def head(shown: ContestShown | None) -> None:
    """What one is about to plan, and the way back to it."""
    if shown is None:
        st.title(t("New competition"), anchor=False)
        return
    st.title(plain(named(shown.plan.title, shown.plan.title_en)), anchor=False)
    if st.button(t("See the competition"), icon=":material/trophy:", key="contest-back"):
        rows.follow(contest_view.link(shown.id))


def show(person: Person, shown: ContestShown | None) -> None:
    """All fields; sent, the competition's own page follows."""
    plan, name = shown.plan if shown else None, f"contest-{shown.id if shown else 'new'}"
    is_given = shown is not None and shown.stage is ContestStage.AWARDED
    with sheet(name) as drawn:
        said = _what(person, plan, drawn)
        rounds = {
            "preliminary": _round(
                t("Preliminary round"),
                t("Entries that go on from here"),
                plan and plan.preliminary,
                drawn,
                "p",
            ),
            "final": _round(
                t("Final round"), t("Entries that can get a prize"), plan and plan.final, drawn, "f"
            ),
        }
        example = t("A line for each: the prize | how many | its name in English")
        prizes = st.text_area(
            t("Prizes"),
            "\n".join(_line(each) for each in plan.prizes) if plan else "",
            max_chars=1000,
            height=100,
            placeholder=example,
            key=drawn.field("prizes"),
            disabled=is_given,
            help=t("The prizes are awarded: their names, order and number stay.")
            if is_given
            else example,
        )
        is_sent = drawn.sent(t("Save") if shown else t("Begin the competition"), icon="save")
    if is_sent:
        with drawn.above:
            _send(shown, name, said, rounds, prizes)


def _send(shown: ContestShown | None, name: str, said: dict, rounds: dict, prizes: str) -> None:
    try:
        said["prizes"] = _read_prizes(prizes)
        new = ContestPlan(**said, **{each: _read_round(rounds[each]) for each in rounds})
    except Refused as refusal:
        st.error(told(refusal), icon=":material/error:")
        return
    if shown is None:
        is_done, contest_id = attempt(contests.begin, form=name, plan=new)
    else:
        is_done, _ = attempt(contests.change, shown.id, form=name, plan=new)
        contest_id = shown.id
    if is_done:
        tell(t("Corrected.") if shown else t("The competition has begun."))
        rows.follow(contest_view.link(contest_id))


def _what(person: Person, plan: ContestPlan | None, drawn: Sheet) -> dict:
    key = drawn.field
    left, right = st.columns(2)
    said = {
        "title": left.text_input(
            t("Title"), plan.title if plan else "", max_chars=80, key=key("title")
        ),
        "title_en": right.text_input(
            t("Title in English"), plan.title_en if plan else "", max_chars=160, key=key("en")
        ),
    }
    if plan is None:
        grounds = read(query.grounds, person, topics=(topics.ACTIVITIES,))
        words = {
            f"{each.series_id or ''}-{each.activity_id or ''}": named(each.name, each.name_en)
            for each in grounds
        }
        chosen = one(
            t("It belongs to"), list(words), None, words.get, key=key("of"), none=t("Please choose")
        )
        series, _, activity = (chosen or "-").partition("-")
        said |= {
            "series_id": int(series) if series else None,
            "activity_id": int(activity) if activity else None,
        }
    else:
        said |= {"series_id": plan.series_id, "activity_id": plan.activity_id}
    said["summary"] = st.text_area(
        t("About the competition"), plan.summary if plan else "", max_chars=4000, key=key("summary")
    )
    left, right = st.columns(2)
    with left:
        said["opens_at"] = typed_moment(
            t("Entries from"), plan.opens_at if plan else None, key=key("opens")
        )
    with right:
        said["closes_at"] = typed_moment(
            t("Entries until"), plan.closes_at if plan else None, key=key("closes")
        )
    return said


def _round(label: str, onward: str, plan: RoundPlan | None, drawn: Sheet, mark: str) -> dict:
    st.subheader(label, anchor=False)

    def key(name: str) -> str:
        return drawn.field(f"{mark}-{name}")

    left, right = st.columns(2)
    ties = next((name for name, rules in TIES.items() if plan and rules == plan.ties), "")
    said = {
        "label": label,
        "starts_on": left.date_input(
            t("Day it begins"), plan and plan.starts_on, key=key("starts"), format="YYYY-MM-DD"
        ),
        "ends_on": right.date_input(
            t("Day it ends"), plan and plan.ends_on, key=key("ends"), format="YYYY-MM-DD"
        ),
    }
    left, right = st.columns(2)  # a row of its own: on a phone the fields stand in this order
    said |= {
        "seats": left.number_input(
            onward,
            1,
            MOST_SEATS,
            value=plan.seats if plan else 10,
            key=key("seats"),
        ),
        "judges": right.number_input(
            t("Judges of an entry"), 1, MOST_JUDGES, value=plan.judges if plan else 3, key=key("k")
        ),
    }
    left, right = st.columns(2)
    said |= {
        "mean": left.selectbox(
            t("Score of an entry"),
            list(Mean),
            index=list(Mean).index(plan.mean if plan else Mean.TRIMMED),
            format_func=term,
            key=key("mean"),
        ),
        "ties": TIES[
            right.selectbox(
                t("Ties"),
                list(TIES),
                index=list(TIES).index(ties) if ties else 0,
                format_func=_tie,
                key=key("ties"),
            )
        ],
    }
    return said


def _tie(name: str) -> str:
    return " → ".join((*map(term, TIES[name]), t("shared place")))


def _read_round(said: dict) -> RoundPlan:
    """Raises Missing, which says of which round."""
    label = said.pop("label")
    for name, field in (("starts_on", t("Day it begins")), ("ends_on", t("Day it ends"))):
        if not isinstance(said[name], date):
            raise Missing(field=f"{label} · {field}")
    return RoundPlan(**said)


def _line(each: Prize) -> str:
    return " | ".join(filter(None, (each.name, str(each.count), each.name_en)))


def _read_prizes(typed: str) -> tuple[Prize, ...]:
    """A prize from each line. Raises Unreadable."""
    found = []
    for each in filter(None, map(str.strip, typed.splitlines())):
        name, count, *english = (part.strip() for part in f"{each}|".replace("｜", "|").split("|"))
        if not count.isdecimal() or len(count) > 4:
            raise Unreadable(field="Prizes", line=each)
        found.append(Prize(name, int(count), english[0] if english else ""))
    return tuple(found)
