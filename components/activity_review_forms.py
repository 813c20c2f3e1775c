"""How an activity is handed in, sent back and published: by itself, or with those of its occurrences that follow."""

import streamlit as st

from components import activity_view, activity_words
from components.record_window import form, send, sent
from components.submitting import submit
from components.texts import plain, t
from domain import activities
from domain.queries.activity import ActivityShown


def hand_in(shown: ActivityShown) -> None:
    """The button; of one that is not the first, which takes along all, beside it that for those that follow."""
    _hand_in(shown, t("Hand in for review"), "hand-in")
    if _is_asked(shown):
        label = t("Hand in with the {n} that follow", n=shown.following)
        _hand_in(shown, label, "hand-in-following", with_following=True)


def send_back(shown: ActivityShown) -> None:
    """With a reason to who drafted it, those that follow too where that is wanted."""
    name = f"send-back-{shown.id}"
    with form(name) as key:
        reason = st.text_area(t("Reason"), max_chars=200, height=80, key=key("reason"))
        asked = _is_asked(shown) and activity_view.following(shown, key=key("following"))
        if sent(t("Send back"), icon="keyboard_return"):
            send(
                activities.send_back,
                shown.id,
                form_name=name,
                done=t("Sent back to who drafted it."),
                reason=reason,
                with_following=asked,
            )


def publish(shown: ActivityShown) -> None:
    """Once each clash was looked at."""
    name = f"publish-{shown.id}"
    with form(name) as key:
        st.markdown(t("From now on everybody sees it and can register."))
        if shown.speakers:
            st.caption(t("Its speakers are told by mail, with an entry for their calendars."))
        with_following = _is_asked(shown) and activity_view.following(shown, key=key("following"))
        if shown.following and not _is_asked(shown):
            st.caption(t("Its repetitions that are in review are published with it."))
        seen = [
            each.key
            for each in shown.clashes
            if st.checkbox(plain(activity_words.clash(each)), key=key(each.key))
        ]
        if shown.clashes:
            st.caption(t("Please tick each one that was looked at and may stay."))
        if sent(t("Publish"), icon="campaign"):
            done = t("Published.")
            given = {"acknowledged": seen, "with_following": with_following}
            send(activities.publish, shown.id, form_name=name, done=done, **given)


def _hand_in(shown: ActivityShown, label: str, key: str, *, with_following: bool = False) -> None:
    kind = "secondary" if with_following else "primary"
    if st.button(label, type=kind, icon=":material/send:", key=f"activity-{key}"):
        submit(
            activities.hand_in,
            shown.id,
            done=t("Handed in: somebody else looks it over."),
            form=f"{key}-{shown.id}",
            with_following=with_following,
        )


def _is_asked(shown: ActivityShown) -> bool:
    """Whether those that follow are taken along on request only; the first one takes them by itself."""
    return shown.first_id != shown.id and bool(shown.following)
