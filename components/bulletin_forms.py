"""What is done with a bulletin: drawing it up, editing its words, approving it, and the template of its Word file."""

import streamlit as st

from components import bulletin_cases, bulletin_view, figure_words
from components.moments import moment
from components.reading import read
from components.record_window import form, sent
from components.session import nonce, renew_nonce
from components.submitting import as_opened, attempt, submit, tell
from components.texts import plain, t, told
from db.bulletin_vocabulary import BulletinStage
from domain import bulletin_templates, bulletins, clock
from domain.bulletin import word_file
from domain.bulletin.facts import is_without
from domain.command import Command, can
from domain.permissions import Person
from domain.queries import assessment
from domain.queries import bulletins as queries
from domain.queries.bulletins import BulletinShown, Line


def draw_up(person: Person, lines: tuple[Line, ...]) -> None:
    """Drawing up last month's bulletin by hand, where the platform has not done it yet."""
    if not can(person, bulletins.draw_up):
        return
    last = assessment.latest_over(clock.now().astimezone(clock.LOCAL).date())
    if any(each.month == last for each in lines):
        return
    name = f"draw-{last}"
    label = t("Draw up the bulletin of {month}", month=figure_words.month(last))
    if st.button(label, icon=":material/auto_awesome:", type="primary", key=name):
        with st.spinner(t("Counting …")):
            is_done, made = attempt(bulletins.draw_up, form=name, month=last)
        if is_done:
            tell(t("The bulletin is drawn up. Read it, write what is missing, have it approved."))
            wanted = bulletin_view.link(made)
            st.switch_page(wanted.script, query_params=dict(wanted.query))


def work(person: Person, shown: BulletinShown) -> None:
    """A draft in the hands of those who write it."""
    if shown.stage is BulletinStage.SENT or not shown.may_edit:
        return
    _notes(person, shown)
    with st.expander(t("Write"), icon=":material/edit:"):
        bulletin_cases.proposed(person, shown)
        _edit(shown)
    with st.container(horizontal=True, gap="small"):
        name = f"again-{shown.id}"
        if st.button(t("Take the figures anew"), icon=":material/refresh:", key=name):
            with st.spinner(t("Counting …")):
                done = t("The figures are those of this moment.")
                _write(bulletins.draw_again, shown, form=name, done=done)
    if can(person, bulletins.approve):
        _approve(shown)


def _notes(person: Person, shown: BulletinShown) -> None:
    """What sub-platforms have said of their month since the draft was drawn, taken in by one click."""
    many = read(queries.newer_notes, person, shown.id, topics=queries.NOTED)
    if not many:
        return
    with st.container(
        border=True, horizontal=True, vertical_alignment="center", key="bulletin-notes"
    ):
        st.markdown(
            t("Sub-platforms whose word on the month is newer than this draft: {n}", n=many)
        )
        name = f"notes-{shown.id}"
        if st.button(t("Take it in"), icon=":material/note_add:", key=name):
            done = t("It stands in the draft; the figures stayed as they were.")
            _write(bulletins.take_notes, shown, form=name, done=done)


def _edit(shown: BulletinShown) -> None:
    name = f"edit-{shown.id}"
    shown = as_opened(
        name,
        shown,
        t(
            "Somebody else has changed this bulletin while you were writing. It cannot be saved over theirs: copy"
            " what you wrote, begin anew, and put it in again."
        ),
        t("Begin anew with what is kept"),
        of=bulletins.words,
    )
    with form(name) as key:
        title = st.text_input(t("Title"), shown.title, max_chars=80, key=key("title"))
        foreword = st.text_area(t("Foreword"), shown.foreword, height=140, key=key("foreword"))
        st.markdown(f"**{t('Typical cases')}**")
        st.caption(
            t(
                "Solved and very satisfied orders of the month, and matches that were signed or came into use, are"
                " proposed. Write what was done; name no enterprise without its consent."
            )
        )
        titles = [] if shown.cases else bulletin_cases.titles(shown.facts)
        suggested = [{"title": each, "text": ""} for each in titles]
        cases = st.data_editor(
            [*shown.cases, *suggested] or [{"title": "", "text": ""}],
            num_rows="dynamic",
            column_config={
                "title": st.column_config.TextColumn(t("Title"), max_chars=80, width="medium"),
                "text": st.column_config.TextColumn(t("Text"), max_chars=2000, width="large"),
            },
            key=key("cases"),
        )
        closing = st.text_area(t("Closing words"), shown.closing, height=100, key=key("closing"))
        if sent(t("Save")):
            kept = bulletin_cases.written(cases, suggested)
            said = {"title": title, "foreword": foreword, "closing": closing, "cases": kept}
            done = t("Kept.")
            _write(bulletins.edit, shown, form=name, done=done, seen=bulletins.words(shown), **said)


def _write(command: Command, shown: BulletinShown, *, form: str, done: str, **said) -> None:
    """Change the draft; whoever has done so knows what it says now, and is not warned of it when they approve it."""
    is_done, _ = attempt(command, shown.id, form=form, **said)
    if is_done:
        renew_nonce(_approving(shown))
        tell(done)
        st.rerun()


def _approving(shown: BulletinShown) -> str:
    return f"approve-{shown.id}"


def _approve(shown: BulletinShown) -> None:
    name = _approving(shown)
    if not shown.facts["digest"] and not is_without(shown.facts):
        why = told(bulletins.MonthNotPublished())
        st.button(
            t("Approve and send out"),
            icon=":material/send:",
            disabled=True,
            help=why,
            key=f"{name}-not-yet",
        )
        st.caption(plain(why))
        bulletin_view.to_assessment(shown)
        if shown.may_do_without:
            _leave_out(shown)
        return
    opened = as_opened(
        name,
        shown,
        t(
            "This bulletin was changed after you opened it: read it once more before you approve it."
        ),
        t("I have read it once more"),
    )
    with st.expander(t("Approve and send out"), icon=":material/send:"), form(name):
        st.markdown(
            t(
                "It goes to the people of every sub-platform, with a copy to the heads of the departments."
                " After that it is not changed any more."
            )
        )
        if sent(t("Approve and send out"), icon="send"):
            submit(
                bulletins.approve,
                shown.id,
                form=name,
                done=t("The bulletin is sent."),
                version=opened.version,
            )


def _leave_out(shown: BulletinShown) -> None:
    """For a city that does not assess its months."""
    name = f"unassessed-{shown.id}"
    with st.popover(t("Do without an assessment"), icon=":material/layers_clear:"):
        st.text(t("The figures are taken anew, without any order; the bulletin says so."))
        if st.button(t("Take the figures without an order"), key=f"{name}-{nonce(name)}"):
            done = t("The bulletin does without an assessment and can be sent.")
            submit(bulletins.leave_assessment_out, shown.id, form=name, done=done)


def template(person: Person) -> None:
    """The template of the Word file: looked at, exchanged, put aside."""
    if not can(person, bulletin_templates.take_in):
        return
    used = read(queries.template, person, topics=queries.TOPICS)
    with st.expander(t("Template of the Word file"), icon=":material/draft:"):
        if used:
            words = t(
                "In use: {name}, {who}, {at}", name=used.name, who=used.by, at=moment(used.at)
            )
            st.markdown(plain(words))
            name = f"aside-{used.id}"
            if st.button(t("Put it aside"), key=name, icon=":material/undo:"):
                submit(bulletin_templates.put_aside, used.id, form=name, done=t("Put aside."))
        else:
            st.caption(
                t(
                    "The platform's own template is used. Take it as a beginning and change it in Word."
                )
            )
        st.download_button(
            t("The platform's template"),
            word_file.laid_down,
            file_name="bulletin-template.docx",
            mime=word_file.MEDIA_TYPE,
            icon=":material/download:",
            key="bulletin-template",
            on_click="ignore",
        )
        with form("template") as key:
            file = st.file_uploader(
                t("A template of your own (.docx)"), type="docx", key=key("file")
            )
            if sent(t("Use this template"), icon="upload") and file:
                said = {"name": file.name[:80], "content": file.getvalue()}
                submit(
                    bulletin_templates.take_in,
                    form="template",
                    done=t("The template is used from now on."),
                    **said,
                )
