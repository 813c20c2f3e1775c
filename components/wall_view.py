"""The links to the wall: made, with the address told once; looked at beforehand, changed, called back."""

import streamlit as st

from components.area_choice import area_names
from components.moments import moment
from components.naming import named
from components.reading import read
from components.session import LANGUAGES, language, nonce
from components.submitting import as_opened, attempt, remember, remembered, submit, tell
from components.texts import listed, plain, t, term, told
from db.indicator_vocabulary import Indicator, WallTheme, WallView
from db.settings import settings
from domain import clock, topics, wall_links
from domain.command import can
from domain.permissions import Person
from domain.queries import wall_links as queries
from domain.queries.wall_links import LinkShown
from domain.wall_links import LEAST_SECONDS, MOST_SECONDS, SEEN_EVERY, Wishes

MAKE, ADDRESS = "wall-make", "wall-address"
SILENT = 5 * SEEN_EVERY  # after which a screen is not taken to be on


def read_links(person: Person) -> tuple[LinkShown, ...]:
    """Every link; the leader of a unit, who keeps none, is told so, and the page ends."""
    if not can(person, wall_links.make):
        st.info(
            t("The walls are kept by the leaders and administrators of the city's own platform."),
            icon=":material/lock:",
        )
        st.stop()
    return read(queries.links, person, topics=(topics.WALLS, topics.RULES))


def new_address() -> None:
    """The address just made, shown until it is put away; it cannot be shown again."""
    made = remembered(ADDRESS)
    if not made:
        return
    name, token = made
    with st.container(border=True):
        st.markdown(f"**{t('Address for {name}', name=plain(name))}**")
        st.code(f"{_home()}/wall/{token}", language=None, wrap_lines=True)
        st.caption(
            t(
                "Open it in the browser of the screen, in full screen (F11). Copy it now: it cannot be shown again."
            )
        )
        if st.button(t("I have copied it"), key="wall-address-done", icon=":material/check:"):
            remember(ADDRESS, None)
            st.rerun()


def make(person: Person, *, is_first: bool) -> None:
    """Folded away once there are links: a new one."""
    with st.expander(t("A new wall"), icon=":material/add:", expanded=is_first):
        wishes = _form(person, MAKE, Wishes("", language=language()), t("Make the link"))
        if wishes:
            is_done, made = attempt(wall_links.make, form=MAKE, wishes=wishes)
            if is_done:
                if made:
                    remember(ADDRESS, (wishes.name, made.token))
                tell(t("The link is made. Its address is shown once."))
                st.rerun()


def table(person: Person, links: tuple[LinkShown, ...]) -> None:
    """Those in force, and those that were called back."""
    in_force = [each for each in links if each.revoked_at is None]
    if not in_force:
        st.info(
            t(
                "No wall yet. Make a link, open its address on the big screen: it shows the figures live for weeks."
            ),
            icon=":material/tv:",
        )
    for link in in_force:
        _link(person, link)
    gone = [each for each in links if each.revoked_at]
    if gone:
        with st.expander(t("{n} called back", n=len(gone)), icon=":material/block:"):
            for link in gone:
                at = moment(link.revoked_at)
                st.text(t("{name}, called back {at}", name=link.name, at=at))


def _link(person: Person, link: LinkShown) -> None:
    with st.container(border=True, key=f"wall-{link.id}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{plain(link.name)}**", width="content")
            _seen(link)
        place = named(link.area_name, link.area_name_en) if link.area else t("Whole city")
        how = (place, LANGUAGES[link.language], term(link.theme), term(link.indicator))
        st.text(" · ".join((*how, t("{n} s for each view", n=link.seconds))))
        st.caption(listed(term(each) for each in link.views))
        st.caption(
            t("Made by {name}, {at}", name=plain(link.made_by), at=plain(moment(link.made_at)))
        )
        with st.container(horizontal=True):
            st.link_button(
                t("Look at it"), f"{_home()}/wall/preview/{link.id}", icon=":material/visibility:"
            )
            change = st.popover(
                t("Change"),
                icon=":material/edit:",
                key=f"wall-changing-{link.id}",
                on_change="rerun",
            )
            if change.open:
                with change:
                    _change(person, link)
            with st.popover(t("Call back"), icon=":material/block:"):
                _revoke(link)


def _seen(link: LinkShown) -> None:
    if link.last_seen_at is None:
        st.badge(t("not opened yet"), color="gray", icon=":material/tv_off:")
    elif link.last_seen_at > clock.now() - SILENT:
        st.badge(t("on"), color="green", icon=":material/tv:")
    else:
        at = moment(link.last_seen_at)
        st.badge(t("last seen {at}", at=plain(at)), color="orange", icon=":material/tv_off:")


def _change(person: Person, link: LinkShown) -> None:
    form = f"wall-change-{link.id}"
    link = as_opened(
        form,
        link,
        told(wall_links.ChangedMeanwhile()),
        t("Begin anew with what is kept"),
    )
    known = Wishes(
        link.name, link.language, link.theme, link.views, link.seconds, link.indicator, link.area
    )
    wishes = _form(person, form, known, t("Save"))
    if wishes:
        done = t("Saved; the screen follows by itself.")
        said = {"wishes": wishes, "version": link.version}
        submit(wall_links.change, link.id, form=form, done=done, **said)


def _revoke(link: LinkShown) -> None:
    form = f"wall-revoke-{link.id}"
    st.text(t("The screen shows no figures any more. A link cannot be put in force again."))
    if st.button(t("Call it back"), type="primary", key=f"{form}-{nonce(form)}"):
        submit(wall_links.revoke, link.id, form=form, done=t("The link is called back."))


def _form(person: Person, form: str, known: Wishes, label: str) -> Wishes | None:
    """What a wall shows, once it was sent."""
    key = f"{form}-{nonce(form)}"
    names = area_names(person)
    with st.form(key, border=False):
        name = st.text_input(
            t("Name of the screen"), known.name, max_chars=80, key=f"{form}-name-{key}"
        )
        views = st.multiselect(
            t("Views, in this order"),
            list(WallView),
            list(known.views),
            format_func=term,
            key=f"{form}-views-{key}",
            placeholder=t("Please choose"),
        )
        left, right = st.columns(2)
        seconds = left.number_input(
            t("Seconds for each view"),
            LEAST_SECONDS,
            MOST_SECONDS,
            known.seconds,
            key=f"{form}-seconds-{key}",
        )
        indicator = right.selectbox(
            t("Figure of the map and the ranking"),
            list(Indicator),
            list(Indicator).index(known.indicator),
            format_func=term,
            key=f"{form}-indicator-{key}",
        )
        areas = ["", *names]
        area = left.selectbox(
            t("Of which place"),
            areas,
            areas.index(known.area or ""),
            format_func=lambda code: names.get(code) or t("Whole city"),
            key=f"{form}-area-{key}",
        )
        spoken = right.selectbox(
            t("Language of the screen"),
            list(LANGUAGES),
            list(LANGUAGES).index(known.language),
            format_func=LANGUAGES.get,
            key=f"{form}-language-{key}",
        )
        theme = left.selectbox(
            t("Look"),
            list(WallTheme),
            list(WallTheme).index(known.theme),
            format_func=term,
            key=f"{form}-theme-{key}",
        )
        is_sent = st.form_submit_button(label, type="primary")
    if not is_sent:
        return None
    return Wishes(name, spoken, theme, tuple(views), int(seconds), indicator, area or None)


def _home() -> str:
    return settings().public_url.rstrip("/")
