"""Scoring and ranking of a stage, for those who keep a competition: the sheet, what is in, the places, closing."""

import streamlit as st

from components import contest_view, record_window, rows
from components.moments import moment
from components.naming import named
from components.reading import read
from components.record_window import ask_reason, button, form, send, sent
from components.rows import Cell, Column
from components.submitting import submit
from components.texts import listed, plain, t, term, told
from db.contest_vocabulary import ContestStage, ScoreState
from domain.contest import closing, reopening, scoring
from domain.contest.ranking import Criterion
from domain.errors import Refused, Unreadable
from domain.permissions import Person
from domain.queries import contest_scores
from domain.queries.contest_scores import PlaceShown, RankingShown
from domain.queries.contests import ContestShown


def found(person: Person, shown: ContestShown, stage: ContestStage) -> RankingShown:
    return read(contest_scores.ranking, person, shown.id, stage, topics=contest_view.SEEN)


def sheet(person: Person, shown: ContestShown, stage: ContestStage) -> None:
    """What is scored, its versions, and letting the judges begin."""
    ranking = found(person, shown, stage)
    if not ranking.criteria:
        st.info(t("Please say first what is scored."), icon=":material/checklist:")
    for each in ranking.criteria:
        name = named(each.name, each.name_en)
        st.markdown(
            t(
                "{name}: weight {weight}, up to {most} points",
                name=f"**{plain(name)}**",
                weight=each.weight,
                most=each.most,
            )
        )
    if len(ranking.versions) > 1:
        for each in ranking.versions:
            st.caption(
                t("Version {n}, {at}", n=each.version, at=moment(each.made_at))
                + (f": {plain(each.reason)}" if each.reason else "")
            )
    if ranking.closed_at is not None:
        return
    with st.container(horizontal=True, gap="small"):
        button("sheet", t("Say what is scored"), icon="checklist")
        can_begin = ranking.begun_at is None and ranking.criteria and ranking.all
        if can_begin and st.button(
            t("Let the judges score"),
            type="primary",
            icon=":material/play_arrow:",
            key="begin-scoring",
        ):
            submit(
                scoring.begin,
                shown.id,
                done=t("The judges can score now; each is sent their link."),
                form=f"begin-{shown.id}-{stage}",
                stage=stage,
            )


def show(person: Person, shown: ContestShown, stage: ContestStage) -> None:
    """The places as the sheets stand, the judges' habits, and closing the stage."""
    ranking = found(person, shown, stage)
    if ranking.begun_at is None:
        st.info(t("Nothing is scored in this stage yet."), icon=":material/leaderboard:")
        return
    if ranking.closed_at is None:
        st.progress(
            1 - ranking.missing / max(ranking.all, 1),
            text=t(
                "{n} of {all} sheets are handed in",
                n=ranking.all - ranking.missing,
                all=ranking.all,
            ),
        )
    _steps(shown, ranking)
    columns = (
        Column(t("Rank"), 2, is_said=True),
        Column(t("Project"), 7),
        Column(t("Score"), 3, is_said=True),
        Column(t("Spread"), 3, is_said=True),
        Column(t("By leaning"), 2, is_said=True),
        Column(t("Result of the round"), 3),
    )
    is_final = ranking.stage is ContestStage.FINAL
    onward = t("In line for a prize") if is_final else t("Promoted")
    within = (
        Cell(onward, tone="green") if ranking.is_settled else Cell(t("Within so far"), tone="grey")
    )
    lines = [
        (
            Cell(_place(each)),
            Cell(
                f"{each.ticket}. {each.title}",
                each.enterprise,
                link=contest_view.project(each.entry_id),
            ),
            Cell(f"{each.score:.2f}" if each.score is not None else "–", _range(each)),
            Cell(f"± {each.spread:.1f}" if each.spread is not None else "–"),
            Cell(str(each.leaning or "–")),
            within if each.goes_on else Cell("–", _by(each)),
        )
        for each in ranking.places
    ]
    wanted = rows.show(columns, lines, key="ranking", label=t("Ranking"))
    if wanted:
        rows.follow(wanted)
    st.caption(
        t(
            "By leaning: the place if each judge's points are compared with their own habit. A hint; "
            "it does not count."
        )
    )
    _habits(ranking)
    _sheets(ranking)


def window(person: Person, shown: ContestShown, stage: ContestStage) -> None:
    """The window that the address asks for."""
    verb, of = record_window.asked()
    if not shown.is_keeper:
        return
    if verb == "sheet":
        record_window.show(
            t("What is scored"), _say, shown, found(person, shown, stage), is_wide=True
        )
    elif verb == "reopen":
        label, done = (
            t("Open the stage again"),
            t("The stage is open again. Sheets that are handed in can be given back."),
        )
        name = f"reopen-{shown.id}-{stage}"
        record_window.show(
            label,
            lambda: ask_reason(reopening.reopen, shown.id, name, label, done, stage=stage),
        )
    elif verb == "giveback" and of:
        label = t("Give the sheet back")
        record_window.show(
            label,
            lambda: ask_reason(
                scoring.give_back,
                shown.id,
                f"give-back-{of}",
                label,
                t("The judge can change it now."),
                score_id=of,
            ),
        )


def _steps(shown: ContestShown, ranking: RankingShown) -> None:
    final = ContestStage.FINAL
    if ranking.closed_at is None and not ranking.missing:
        n = sum(each.goes_on for each in ranking.places)
        if st.button(
            t("Close the stage: {n} in line for a prize", n=n)
            if ranking.stage is final
            else t("Close the stage: {n} go on", n=n),
            type="primary",
            icon=":material/flag:",
            key="close-stage",
        ):
            submit(
                closing.close,
                shown.id,
                done=t("The ranking stands."),
                form=f"close-{shown.id}-{ranking.stage}",
                stage=ranking.stage,
            )
    elif (
        ranking.stage is final
        and ranking.closed_at
        and shown.stage is final
        and st.button(t("Award the prizes"), type="primary", icon=":material/trophy:", key="award")
    ):
        done = t("The prizes are awarded; somebody else publishes them.")
        submit(closing.award, shown.id, done=done, form=f"award-{shown.id}")

    if ranking.closed_at and _may_reopen(shown, ranking):
        button("reopen", t("Open the stage again"), icon="lock_open")


def _may_reopen(shown: ContestShown, ranking: RankingShown) -> bool:
    is_begun = shown.rounds[ContestStage.FINAL].begun_at is not None
    return shown.published_at is None and (ranking.stage is ContestStage.FINAL or not is_begun)


def _habits(ranking: RankingShown) -> None:
    if not ranking.habits:
        return
    with st.expander(t("How the judges give points"), icon=":material/tune:"):
        for each in ranking.habits:
            beside = ""
            if each.beside_others is not None:
                beside = t(
                    "{n} beside the others on the same entries", n=f"{each.beside_others:+.1f}"
                )
            mean = t("sheets: {n}, mean {mean}", n=each.sheets, mean=f"{each.mean:.1f}")
            st.markdown(f"**{plain(each.judge)}** {mean} :gray[{beside}]")


def _sheets(ranking: RankingShown) -> None:
    """Every judge's sheet; for the organisers only."""
    names = {each.key: named(each.name, each.name_en) for each in ranking.criteria}
    with st.expander(t("Sheets of the judges"), icon=":material/fact_check:"):
        for each in ranking.places:
            st.markdown(f"{each.ticket}\\. **{plain(each.title)}**")
            for sheet_shown in each.sheets:
                _sheet(ranking, sheet_shown, names)


def _sheet(ranking: RankingShown, each, names: dict[str, str]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        is_in = each.state is ScoreState.HANDED_IN
        parts = listed(f"{plain(names[key])} {points}" for key, points in each.points)
        said = f"{plain(each.judge)} **{each.total:.2f}**" if is_in else plain(each.judge)
        with st.container(width="stretch", gap=None):
            st.markdown(f"{said} :gray[{parts}]" if parts else said)
            if each.comment:
                st.caption(plain(each.comment))
        st.badge(term(each.state), color="green" if is_in else "gray")
        if is_in and ranking.closed_at is None:
            button("giveback", t("Give back"), of=each.score_id, icon="undo")


def _say(shown: ContestShown, ranking: RankingShown) -> None:
    name = f"sheet-{shown.id}-{ranking.stage}"
    with form(name) as key:
        example = t("A line for each: the criterion | weight | most points | in English")
        typed = st.text_area(
            t("Criteria"),
            "\n".join(_line(each) for each in ranking.criteria),
            max_chars=2000,
            height=180,
            placeholder=example,
            help=example,
            key=key("criteria"),
        )
        reason = ""
        if ranking.begun_at is not None:
            st.caption(
                t(
                    "Judges are scoring already. Other weights count at once; where another "
                    "thing is scored, they hand their sheets in anew."
                )
            )
            reason = st.text_input(t("Reason"), max_chars=400, key=key("reason"))
        if sent(t("Save")):
            try:
                criteria = _read(typed, ranking.criteria)
            except Refused as refusal:
                st.error(told(refusal), icon=":material/error:")
                return
            send(
                scoring.set_sheet,
                shown.id,
                form_name=name,
                done=t("Kept."),
                stage=ranking.stage,
                criteria=criteria,
                reason=reason,
            )


def _line(each: Criterion) -> str:
    parts = (each.name, str(each.weight), str(each.most), each.name_en)
    return " | ".join(filter(None, parts))


def _read(typed: str, known: tuple[Criterion, ...]) -> tuple[Criterion, ...]:
    """A criterion from each line; one of the same name keeps its key, and its points. Raises Unreadable."""
    before = {each.name: each.key for each in known}
    used, read_lines = set(before.values()), []
    for each in filter(None, map(str.strip, typed.splitlines())):
        name, *rest = (part.strip() for part in each.replace("｜", "|").split("|"))
        numbers = rest[:2] + ["100"] * (len(rest) == 1)
        if len(numbers) < 2 or not all(n.isdecimal() and len(n) < 4 for n in numbers):
            raise Unreadable(field="Criteria", line=each)
        key = before.pop(name, None) or next(
            new for n in range(1, 200) if (new := f"c{n}") not in used
        )
        used.add(key)
        english = rest[2] if len(rest) > 2 else ""
        read_lines.append(Criterion(key, name, int(numbers[0]), int(numbers[1]), english))
    return tuple(read_lines)


def _place(each: PlaceShown) -> str:
    if each.place is None:
        return "–"
    return t("{n}, shared", n=each.place) if each.is_shared else str(each.place)


def _range(each: PlaceShown) -> str:
    return "" if each.lowest is None else f"{each.lowest:.1f} – {each.highest:.1f}"


def _by(each: PlaceShown) -> str:
    return term(each.by) if each.by else ""
