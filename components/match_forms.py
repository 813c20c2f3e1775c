"""What is done with a match, each in a window: agreeing, stepping on, signing, planning, noting, ending, outcomes."""

from functools import partial

import streamlit as st

from components import match_corrections, record_window, research_list
from components.choosing import one
from components.moments import day
from components.reading import read
from components.record_window import button, form, send, sent
from components.session import current_user
from components.submitting import as_first_drawn
from components.texts import t, term
from db.research_vocabulary import MatchStage
from domain.matchmaking import keeping, outcomes, pipeline, starting
from domain.queries import match_keepers
from domain.queries.matches import MatchShown, Outcome
from domain.queries.named import Named


def actions(shown: MatchShown) -> None:
    """The buttons, by where it stands and who reads."""
    stage = shown.card.stage
    if not shown.may_act:
        return
    is_open = stage in pipeline.ORDER[:-2]
    with st.container(horizontal=True, gap="small"):
        if shown.side and not shown.has_agreed and is_open:
            button("agree", t("Show our name"), icon="lock_open")
        if is_open:
            button("advance", t("Next step"), icon="arrow_forward")
            button("sign", t("Record the agreement"), icon="handshake")
        if stage is MatchStage.CONTRACT:
            button("transform", t("In use"), icon="factory")
        if stage in pipeline.ORDER[:-1]:
            button("plan", t("Plan"), icon="event")
        if stage in pipeline.ORDER:
            button("entrust", t("Who looks after it"), icon="person_edit")
        if stage in pipeline.ORDER[:-1]:
            button("decline", t("End it"), icon="block")
        match_corrections.buttons(shown)
        if stage is MatchStage.DECLINED:
            button("take-up", t("Take it up again"), icon="undo")
        button("note", t("Note"), icon="edit_note")


def window(shown: MatchShown) -> None:
    """The window that the address asks for."""
    verb, of = record_window.asked()
    if not shown.may_act:
        return
    simple = {
        "agree": (t("Show our name"), starting.agree, t("The name is shown once both agree.")),
        "take-up": (t("Take it up again"), pipeline.take_up_again, t("Taken up again.")),
    }
    forms = {
        "advance": (t("Next step"), _advance),
        "sign": (t("Record the agreement"), _sign),
        "transform": (t("In use"), _transform),
        "plan": (t("Plan"), _plan),
        "entrust": (t("Who looks after it"), _entrust),
        "decline": (t("End it"), _decline),
        "note": (t("Note"), _note),
    }
    if verb in simple:
        label, command, done = simple[verb]
        record_window.show(label, record_window.sure, command, shown.card.id, label, done)
    elif verb in forms:
        label, draw = forms[verb]
        record_window.show(label, draw, shown)
    elif match_corrections.window(shown, verb, of):
        return
    elif verb == "outcome" and of:
        record_window.show(t("Outcome"), _outcome, shown, of)
    elif verb == "verify" and of and shown.may_verify:
        told_at = next((each.told_at for each in shown.outcomes if each.months == of), None)
        looked_at = {"months": of, "told_at": told_at}
        verify = partial(record_window.sure, outcomes.verify_outcome, shown.card.id, **looked_at)
        record_window.show(t("Verify"), verify, t("Verify"), t("Verified."))


def results(shown: MatchShown) -> None:
    """What has come of it, after 6, 12 and 24 months."""
    if not shown.outcomes:
        return
    st.header(t("What came of it"), anchor=False)
    for column, each in zip(st.columns(len(shown.outcomes)), shown.outcomes, strict=True):
        with column, st.container(border=True, gap="small", key=f"outcome-{each.months}"):
            _told(shown, each)


def _told(shown: MatchShown, each: Outcome) -> None:
    st.markdown(f"**{t('After {n} months', n=each.months)}**")
    if each.told_at is None:
        st.caption(t("Due on {day}", day=day(each.due_on)))
    else:
        for label, value in (
            (t("Revenue in yuan"), each.revenue),
            (t("Jobs"), each.jobs),
            (t("Patents"), each.patents),
        ):
            if value is not None:
                st.metric(label, f"{value:,}")
        if each.note:
            st.text(each.note)
    if each.verified_at:
        st.badge(t("Verified"), color="green", icon=":material/verified:")
    elif shown.may_act and each.may_be_told:
        button("outcome", t("Tell"), of=each.months, icon="edit")
        if each.told_at and shown.may_verify:
            button("verify", t("Verify"), of=each.months, icon="verified")
    if shown.may_act and each.may_be_corrected:
        match_corrections.outcome_button(each)


def _advance(shown: MatchShown) -> None:
    name = f"advance-{shown.card.id}"
    at = pipeline.ORDER.index(shown.card.stage) if shown.card.stage in pipeline.ORDER else 0
    further = [stage for stage in pipeline.STEPS if pipeline.ORDER.index(stage) > at]
    with form(name) as key:
        version = as_first_drawn(key("action"), shown.card.version)
        stage = one(t("Stage"), further, further[0] if further else None, term, key=key("to"))
        note = st.text_area(t("Note"), max_chars=1000, key=key("note"))
        action = st.text_input(
            t("Next action"),
            max_chars=200,
            key=key("action"),
            help=t("Left empty, what is planned stays."),
        )
        on = st.date_input(t("On"), None, format="YYYY-MM-DD", key=key("on"))
        if sent(t("Next step"), icon="arrow_forward"):
            send(
                pipeline.advance,
                shown.card.id,
                form_name=name,
                done=t("Noted."),
                to=stage or "",
                note=note,
                next_action=action,
                next_on=on,
                version=version,
            )


def _sign(shown: MatchShown) -> None:
    name = f"sign-{shown.card.id}"
    with form(name) as key:
        value = st.number_input(
            t("Value in yuan"),
            min_value=0,
            max_value=pipeline.MOST_VALUE,
            value=None,
            step=10_000,
            key=key("value"),
        )
        on = st.date_input(t("Signed on"), "today", format="YYYY-MM-DD", key=key("on"))
        note = st.text_area(t("Note"), max_chars=1000, key=key("note"))
        if sent(t("Record the agreement"), icon="handshake"):
            done = t("The agreement is recorded.")
            send(
                pipeline.sign,
                shown.card.id,
                form_name=name,
                done=done,
                value=value,
                on=on,
                note=note,
            )


def _transform(shown: MatchShown) -> None:
    name = f"transform-{shown.card.id}"
    with form(name) as key:
        note = st.text_area(t("Note"), max_chars=1000, key=key("note"))
        if sent(t("In use"), icon="factory"):
            done = t("The result is in use.")
            send(pipeline.transform, shown.card.id, form_name=name, done=done, note=note)


def _plan(shown: MatchShown) -> None:
    name = f"plan-{shown.card.id}"
    with form(name) as key:
        version = as_first_drawn(key("action"), shown.card.version)
        action = st.text_input(
            t("Next action"), shown.card.next_action, max_chars=200, key=key("action")
        )
        on = st.date_input(t("On"), shown.card.next_on, format="YYYY-MM-DD", key=key("on"))
        if sent(t("Plan"), icon="event"):
            send(
                pipeline.plan,
                shown.card.id,
                form_name=name,
                done=t("Planned."),
                next_action=action,
                next_on=on,
                version=version,
            )


def _entrust(shown: MatchShown) -> None:
    """The broker, and one person on either side; those whom the reader may name."""
    labels = {
        "broker_id": (t("On the platform"), shown.broker),
        "contact_id": (t("At the enterprise"), shown.contact),
        "liaison_id": (t("At the university"), shown.liaison),
    }
    name = f"entrust-{shown.card.id}"
    found = read(match_keepers.may_keep, current_user(), shown.card.id, topics=research_list.SEEN)
    with form(name) as key:
        version = as_first_drawn(key(next(iter(found), "")), shown.card.version)
        chosen = {
            column: one(labels[column][0], people, labels[column][1], _name, key=key(column))
            for column, people in found.items()
        }
        if sent(t("Save")):
            ids = {column: each.id for column, each in chosen.items() if each}
            known = {"version": version, "done": t("Noted.")}
            send(keeping.entrust, shown.card.id, form_name=name, **known, **ids)


def _name(person: Named) -> str:
    return person.name


def _decline(shown: MatchShown) -> None:
    name = f"decline-{shown.card.id}"
    with form(name) as key:
        reasons = list(pipeline.REASONS.get(shown.card.stage, ()))
        reason = one(t("Reason"), reasons, None, term, key=key("reason"))
        note = st.text_area(t("Note"), max_chars=1000, key=key("note"))
        if sent(t("End it"), icon="block"):
            send(
                pipeline.decline,
                shown.card.id,
                form_name=name,
                done=t("It is ended. It can be taken up again."),
                reason=reason or "",
                note=note,
            )


def _note(shown: MatchShown) -> None:
    name = f"note-{shown.card.id}"
    with form(name) as key:
        text = st.text_area(t("Note"), max_chars=2000, key=key("text"))
        if sent(t("Save")):
            send(pipeline.note, shown.card.id, form_name=name, done=t("Noted."), text=text)


def _outcome(shown: MatchShown, months: int) -> None:
    name = f"outcome-{shown.card.id}-{months}"
    now = next((each for each in shown.outcomes if each.months == months), None)
    with form(name) as key:
        version = as_first_drawn(key("note"), shown.card.version)
        given = match_corrections.outcome_fields(now, key)
        note = st.text_area(t("Note"), now.note if now else "", max_chars=1000, key=key("note"))
        if sent(t("Save")):
            send(
                outcomes.tell_outcome,
                shown.card.id,
                form_name=name,
                done=t("Told. Somebody else verifies it."),
                months=months,
                note=note,
                version=version,
                **given,
            )
