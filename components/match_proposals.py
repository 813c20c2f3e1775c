"""What is proposed for a need or a result: the ten best with their reasons, and what the reader says of each."""

import streamlit as st

from components import match_bars, match_board, match_reasons, record_title, research_list
from components.area_choice import area_names
from components.choosing import industry_names
from components.money import yuan
from components.naming import named
from components.reading import read
from components.session import nonce
from components.submitting import attempt, submit, tell
from components.texts import plain, t, term
from db.research_vocabulary import NotThis, Verdict
from domain import topics
from domain.matchmaking import judging, shown, starting
from domain.permissions import Person
from domain.queries import needs as need_queries
from domain.queries import proposals as queries
from domain.queries import results as result_queries
from domain.queries.proposals import Proposals, Shown
from domain.queries.set_aside import SetAside

SEEN = (topics.NEEDS, topics.RESULTS, topics.MATCHES, topics.RULES)


def for_need(person: Person, need_id: int, *, own_only: bool = False) -> None:
    """Results that fit a need; whoever may judge says which fit, and the next list heeds it."""
    found = read(queries.results_for, person, need_id, own_only, topics=SEEN)
    if found is None:
        return
    tell_unless_whole(found.is_whole)
    if not found.shown:
        st.info(
            t("No result of ours fits yet.")
            if own_only
            else t("Nothing fits yet. As soon as a result is published that does, it stands here."),
            icon=":material/search_off:",
        )
    else:
        if (
            found.is_whole and not own_only
        ):  # places among some say nothing of those of the whole list
            shown.note(need_id, found.shown, found.engine)
        _heeded(
            t("Heeds what was said and what came of {n} results for this need.", n=found.said),
            found,
        )
        need = read(need_queries.need, person, need_id, topics=research_list.SEEN)
        _list(person, found, (need.problem, need.problem_en), need_id=need_id)
    _aside(found.aside, need_id=need_id)


def for_result(person: Person, result_id: int) -> None:
    """Needs that a result fits."""
    found = read(queries.needs_for, person, result_id, topics=SEEN)
    if found is None:
        return
    tell_unless_whole(found.is_whole)
    if not found.shown:
        st.info(
            t("No need asks for it yet. As soon as one is published that does, it stands here."),
            icon=":material/search_off:",
        )
    else:
        if found.is_whole:
            shown.note_needs(result_id, found.shown, found.engine)
        _heeded(
            t("Heeds what was said and what came of {n} needs for this result.", n=found.said),
            found,
        )
        its = read(result_queries.result, person, result_id, topics=research_list.SEEN)
        _list(person, found, (its.abstract, its.abstract_en), result_id=result_id)
    _aside(found.aside, result_id=result_id)


def tell_unless_whole(is_whole: bool) -> None:
    """Shortly after a start the engine has read the newest of very many records only."""
    if not is_whole:
        st.caption(t("Only the newest records are compared so far; all of them in a few minutes."))


def _heeded(words: str, found: Proposals) -> None:
    if found.said:
        st.caption(words)


def _list(
    person: Person,
    found: Proposals,
    asked: match_reasons.Texts,
    *,
    need_id: int | None = None,
    result_id: int | None = None,
) -> None:
    """One of the two ids is given: that of the record whose page it is, and whose text is `asked`."""
    names = area_names(person) | industry_names(person)
    titles = [named(each.title, each.title_en) for each in found.shown]
    kind = "need" if need_id else "result"
    whys = [each.why for each in found.shown]
    for place, (each, title) in enumerate(zip(found.shown, titles, strict=True), start=1):
        with st.container(border=True, gap="small", key=f"proposal-{kind}-{each.id}"):
            _head(place, each, title, need_id)
            match_bars.show(each.why, whys)
            its = (each.text, each.text_en)
            if need_id:
                match_reasons.of_need(asked, its, each.why)
            else:
                labels = (t("The result says"), t("The need says"))
                match_reasons.both(asked, its, each.why, labels)
            match_reasons.sentences(
                each.why, f"{each.title} {each.title_en} {each.text} {each.text_en}", names
            )
            judge(each, need_id or each.id, result_id or each.id)


def _head(place: int, each: Shown, title: str, need_id: int | None) -> None:
    link = research_list.result(each.id) if need_id else research_list.need(each.id)
    record_title.show(f"{place}. {title}", link, key=f"proposal-{place}")
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        match_reasons.badge(each.why)
        if each.readiness:
            st.badge(t("Readiness {n}", n=each.readiness), color="gray")
        if each.match_id and each.match_stage:
            st.page_link(
                match_board.PAGE,
                label=term(each.match_stage),
                icon=":material/handshake:",
                query_params={"id": str(each.match_id)},
            )
    _which(each.number, named(each.organisation, each.organisation_en), yuan(each.money))


def _which(number: str, owner: str, *more: str) -> None:
    """What tells it apart from others of its title: its number and whose it is, as far as it may be told."""
    whose = owner or t("Name hidden until both agree")
    st.caption(plain(" · ".join(filter(None, (number, whose, *more)))))


def judge(each: Shown, need_id: int, result_id: int) -> None:
    """What the reader says of it; one's own word so far stands on its button."""
    if not each.may_judge and not each.may_start:
        return
    form = f"judge-{need_id}-{result_id}"
    with st.container(horizontal=True, gap="small"):
        if each.may_start:
            of = {"need_id": need_id, "result_id": result_id}
            key = f"{need_id}-{result_id}"
            start(starting.start, t("Bring together"), key=key, **of)
        if not each.may_judge:
            return
        for verdict, icon in ((Verdict.FITS, "thumb_up"), (Verdict.PARTLY, "thumbs_up_down")):
            is_said = each.verdict is verdict
            if st.button(
                term(verdict),
                key=f"{form}-{verdict}",
                icon=f":material/{icon}:",
                type="primary" if is_said else "secondary",
            ):
                _say(need_id, result_id, form, verdict, takes_back=is_said)
        with st.popover(t("Not this, because…"), icon=":material/thumb_down:"):
            _not_this(need_id, result_id, form)


def take_back(need_id: int, result_id: int, form: str) -> None:
    """The button by which the reader takes back that a pair does not suit."""
    if st.button(t("Take back"), key=form, type="tertiary"):
        _say(need_id, result_id, form, Verdict.NOT_THIS, takes_back=True)


def start(command, label: str, *, key: str, **of: int) -> None:
    """Bring the two together, and go to where it is told."""
    form = f"start-{key}"
    if st.button(label, key=form, icon=":material/handshake:", type="primary"):
        is_done, made = attempt(command, form=form, **of)
        if is_done:
            tell(t("The two are brought together."))
            st.switch_page(match_board.PAGE, query_params={"id": str(made)})


def _not_this(need_id: int, result_id: int, form: str) -> None:
    with st.form(f"{form}-not-{nonce(form)}", border=False):
        reason = st.radio(t("Reason"), list(NotThis), format_func=term, index=None)
        note = st.text_input(t("In a few words (need not be)"), max_chars=400)
        if st.form_submit_button(t("Set aside"), type="primary"):
            _say(need_id, result_id, form, Verdict.NOT_THIS, reason=reason or "", note=note)


def _say(
    need_id: int,
    result_id: int,
    form: str,
    verdict: Verdict,
    *,
    takes_back: bool = False,
    **said: str,
) -> None:
    if takes_back:
        done = t("Taken back.")
        submit(judging.take_back, need_id, done=done, form=form, result_id=result_id)
        return
    submit(
        judging.judge,
        need_id,
        done=t("Noted. The list heeds it."),
        form=form,
        result_id=result_id,
        verdict=verdict.value,
        **said,
    )


def _aside(
    aside: tuple[SetAside, ...], *, need_id: int | None = None, result_id: int | None = None
) -> None:
    """What was set aside, and the way back."""
    if not aside:
        return
    with st.expander(t("Set aside ({n})", n=len(aside)), icon=":material/playlist_remove:"):
        for each in aside:
            of = need_id or each.id, result_id or each.id
            link = research_list.result(each.id) if need_id else research_list.need(each.id)
            title = named(each.title, each.title_en)
            record_title.show(title, link, key=f"aside-{each.id}", is_small=True)
            _which(each.number, named(each.owner, each.owner_en))
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.badge(term(each.reason), color="orange")
                if each.is_own:
                    take_back(*of, f"back-{of[0]}-{of[1]}")
            if each.note:
                st.text(each.note)
