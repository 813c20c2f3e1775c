"""Inviting people, and what an administrator does about one of them."""

import streamlit as st

from components import finder, people_list, session_list
from components.filling import missing
from components.reading import read
from components.session import current_user, language, nonce
from components.submitting import attempt, remember, remembered, submit, tell
from components.texts import plain, t, term
from db.settings import settings
from db.vocabulary import Role
from domain import accounts, held_roles, topics
from domain.permissions import Person
from domain.queries import people
from domain.queries.people import Account, Choice


def invite() -> None:
    """Folded away until wanted: open an account for somebody."""
    with st.expander(t("Invite somebody"), icon=":material/person_add:"):
        _invitation()


def new_link() -> None:
    """The one-time link just made, shown until it is put away; it cannot be shown again."""
    made = remembered("one-time-link")
    if not made:
        return
    name, token = made
    with st.container(border=True):
        st.markdown(f"**{t('Link for {name}', name=plain(name))}**")
        st.code(
            f"{settings().public_url.rstrip('/')}{accounts.link_path(token)}",
            language=None,
            wrap_lines=True,
        )
        st.caption(t("It works once, within seven days. Copy it now: it cannot be shown again."))
        if st.button(t("I have passed it on"), key="people-link-done", icon=":material/check:"):
            remember("one-time-link", None)
            st.rerun()


def about(person: Person, account: Account) -> None:
    """One person: who it is, and everything an administrator may do about them."""
    st.subheader(plain(account.name), anchor=False)
    told = (account.username, people_list.organisation(account), account.email)
    st.text(" · ".join(filter(None, told)))
    with st.container(horizontal=True):
        color = {True: "green" if account.has_password else "orange", False: "gray"}
        st.badge(people_list.state(account), color=color[account.is_active])
        for role in account.roles:
            st.badge(term(role), color="blue")
    with st.expander(t("Correct name, organisation or e-mail"), icon=":material/edit:"):
        _correction(account)
    _roles(account)
    _access(account)
    st.markdown(f"**{t('Signed in at')}**")
    session_list.show(person, account.id)


@st.fragment
def _correction(account: Account) -> None:
    person, form = current_user(), f"people-correct-{account.id}"
    number = nonce(form)
    name, email = st.columns(2)
    called = name.text_input(t("Name"), account.name, key=f"{form}-name-{number}", max_chars=40)
    written = email.text_input(
        t("E-mail"), account.email, key=f"{form}-email-{number}", max_chars=120, type="email"
    )
    organisation = _organisation(person, number, account)
    roles = None
    if organisation and organisation.kind is not account.kind:
        roles = tuple(_roles_there(organisation, key=f"{form}-roles-{number}"))
    if st.button(t("Save"), type="primary", key=f"{form}-send-{number}", icon=":material/save:"):
        left_out = missing({t("Name"): called, t("Organisation"): organisation})
        if left_out:
            st.error(left_out, icon=":material/error:")
            return
        submit(
            accounts.correct,
            account.id,
            form=form,
            done=t("Saved."),
            name=called,
            email=written,
            organisation_id=organisation.id,
            roles=roles,
        )


@st.fragment
def _invitation() -> None:
    person, number = current_user(), nonce("people-invite")
    name, username = st.columns(2)
    called = name.text_input(t("Name"), key=f"people-name-{number}", max_chars=40)
    account = username.text_input(
        t("Account"),
        key=f"people-account-{number}",
        max_chars=40,
        help=t("3 to 40 small letters, digits, dots, hyphens or underscores."),
    )
    organisation = _organisation(person, number)
    roles = _roles_there(organisation, key=f"people-roles-{number}")
    email = st.text_input(
        t("E-mail"),
        key=f"people-email-{number}",
        max_chars=120,
        type="email",
        help=t("The link is also sent there, when the platform sends mail."),
    )
    if st.button(t("Invite"), type="primary", key=f"people-invite-{number}"):
        left_out = missing(
            {
                t("Name"): called,
                t("Account"): account,
                t("Organisation"): organisation,
                t("Roles"): roles,
            }
        )
        if left_out:
            st.error(left_out, icon=":material/error:")
            return
        done, made = attempt(
            accounts.invite,
            form="people-invite",
            name=called,
            username=account,
            organisation_id=organisation.id if organisation else None,
            roles=tuple(roles),
            email=email,
            language=language(),
        )
        if done:
            _show_link(called, made.token if made else "")


def _organisation(person: Person, number: str, account: Account | None = None) -> Choice | None:
    """The organisation chosen; to begin with that of the account."""
    now = people_list.organisation(account) if account else ""
    found = finder.finder(
        t("Organisation"),
        find=lambda typed: [
            finder.Hit(each.id, _shown(each), (term(each.kind),))
            for each in read(
                people.organisations_like, person, typed, topics=(topics.ORGANISATIONS,)
            )
        ],
        key=f"people-organisation-{account.id if account else 0}",
        placeholder=t("Type a part of its name"),
        text=now,
        reset=number,
    )
    chosen = found.chosen
    if account and chosen is None and found.query == now:
        chosen = account.organisation_id
    if not isinstance(chosen, int):
        return None
    return read(people.organisation, person, chosen, topics=(topics.ORGANISATIONS,))


def _roles_there(organisation: Choice | None, *, key: str) -> list[Role]:
    """The roles that somebody of this organisation may hold, to choose from."""
    allowed = sorted(held_roles.ROLES_OF[organisation.kind]) if organisation else []
    return st.multiselect(
        t("Roles"),
        allowed,
        default=allowed if len(allowed) == 1 else None,
        format_func=term,
        key=f"{key}-{organisation.id if organisation else 0}",
        placeholder=t("Choose roles") if organisation else t("Choose the organisation first"),
        disabled=not organisation,
    )


def _roles(account: Account) -> None:
    allowed = sorted(held_roles.ROLES_OF[account.kind])
    form = f"people-set-roles-{account.id}"
    with st.form(f"{form}-{nonce(form)}", border=False):
        held = [role for role in account.roles if role in allowed]
        roles = st.multiselect(
            t("Roles"), allowed, default=held, format_func=term, placeholder=t("Choose roles")
        )
        if st.form_submit_button(t("Save roles"), icon=":material/save:"):
            submit(accounts.set_roles, account.id, form=form, done=t("Saved."), roles=tuple(roles))


def _access(account: Account) -> None:
    """Links, and the door itself."""
    with st.container(horizontal=True):
        if account.is_active and not account.has_password:
            _link_button(account, accounts.give_link, t("New invitation link"))
        elif account.is_active:
            _link_button(account, accounts.reset_password, t("Reset password"))
        form = f"people-access-{account.id}"
        key = f"{form}-{nonce(form)}"
        if not account.is_active:
            if st.button(t("Enable"), key=key, icon=":material/lock_open:"):
                submit(accounts.enable, account.id, form=form, done=t("Enabled."))
        elif st.button(t("Disable"), key=key, icon=":material/block:"):
            submit(accounts.disable, account.id, form=form, done=t("Disabled and signed out."))


def _link_button(account: Account, command, label: str) -> None:
    form = f"people-link-{account.id}"
    if st.button(label, key=f"{form}-{nonce(form)}", icon=":material/link:"):
        done, token = attempt(command, account.id, form=form)
        if done:
            _show_link(account.name, token or "")


def _show_link(name: str, token: str) -> None:
    if token:
        remember("one-time-link", (name, token))
    tell(t("Done. Pass the link on."))
    st.rerun(scope="app")


def _shown(organisation: Choice) -> str:
    return (language() == "en" and organisation.name_en) or organisation.name
