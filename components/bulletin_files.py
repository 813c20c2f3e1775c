"""A bulletin taken away: Word, PDF, an article for the official account, certificates; by a button, or by an address
that a mail leads to."""

import streamlit as st

from components import bulletin_order, bulletin_words, figure_words
from components.bulletin_words import told as in_words
from components.reading import read
from components.session import later, speaking
from components.texts import t
from db.bulletin_vocabulary import BulletinForm, BulletinStage
from domain.bulletin import article, pdf_file, word_file
from domain.bulletin.filled import NoTemplate
from domain.bulletin.fonts import chinese
from domain.errors import NotFound
from domain.permissions import Person
from domain.queries import bulletins as queries
from domain.queries.bulletins import BulletinShown

TAKEN = (*queries.TOPICS, "people")
ASKED = "file"  # in the address: the file that somebody came for before they had signed in


def show(person: Person, shown: BulletinShown) -> None:
    """Taking it away: Word, PDF, an article for the official account."""
    names = {
        BulletinForm.WORD: (t("Word file"), word_file.MEDIA_TYPE, ":material/description:"),
        BulletinForm.PDF: (t("PDF file"), pdf_file.MEDIA_TYPE, ":material/picture_as_pdf:"),
        BulletinForm.ARTICLE: (
            t("Article for the official account"),
            article.MEDIA_TYPE,
            ":material/newsmode:",
        ),
    }
    if shown.stage is not BulletinStage.SENT:
        names.pop(BulletinForm.ARTICLE)  # nobody publishes what nobody has approved
    if chinese() is None:
        st.caption(
            t("This machine has no Chinese font: files come without pictures, and there is no PDF.")
        )
        names.pop(BulletinForm.PDF)
    _came_for(shown, [form.value for form in names])
    with st.container(horizontal=True, gap="small"):
        for form, (label, media, icon) in names.items():
            st.download_button(
                label,
                later(_file, person, shown.id, form),
                file_name=f"bulletin-{shown.month:%Y-%m}.{form.value}",
                mime=media,
                icon=icon,
                key=f"bulletin-{form.value}",
                on_click="ignore",
            )


def certificates(person: Person, shown: BulletinShown) -> None:
    """A certificate for each commendation that stands, of a bulletin that is approved and sent, ready to be printed."""
    found = bulletin_order.commended(shown, shown.commended)
    if shown.stage is not BulletinStage.SENT or not found or chinese() is None:
        return
    with st.expander(t("Certificates"), icon=":material/workspace_premium:"):
        for n, ((code, _), (who, honour)) in enumerate(zip(shown.commended, found, strict=True)):
            st.download_button(
                f"{who} · {honour}",
                later(_certificate, person, shown.id, who, honour),
                file_name=f"certificate-{shown.month:%Y-%m}-{code}.pdf",
                mime=pdf_file.MEDIA_TYPE,
                icon=":material/workspace_premium:",
                key=f"certificate-{n}",
                on_click="ignore",
            )


def made(person: Person, bulletin_id: int, ending: str, language: str) -> bytes | str | None:
    """The file that an address asks for, in the language of who asks; none where there is none for them; a sentence
    where it cannot be made."""
    form = BulletinForm(ending) if ending in set(BulletinForm) else None
    if form is None or (form is BulletinForm.PDF and chinese() is None):
        return None
    with speaking(language):
        try:
            return _file(person, bulletin_id, form)
        except NotFound:
            return None
        except (
            NoTemplate
        ):  # one that was taken in long ago, before the parts of this month were known
            return t(
                "The template of the Word file does not fit this bulletin. Please read the bulletin on its page or"
                " take the PDF, and tell the city's platform: it can put the template aside."
            )


def _came_for(shown: BulletinShown, endings: list[str]) -> None:
    """The file that somebody followed a link to, now that they have signed in."""
    asked = "".join(st.query_params.get_all(ASKED))
    if asked in endings:
        with st.container(border=True, key="bulletin-asked"):
            st.link_button(
                t("Fetch the file you came for"),
                f"/files/bulletin/{shown.id}.{asked}",
                icon=":material/download:",
                type="primary",
            )


def _file(person: Person, bulletin_id: int, form: BulletinForm) -> bytes:
    """The bytes, made when they are asked for, of what this person may read at that moment. Raises NotFound."""
    shown = read(queries.taken, person, bulletin_id, topics=TAKEN)
    if form is BulletinForm.ARTICLE and shown.stage is not BulletinStage.SENT:
        raise NotFound
    has_font = chinese() is not None
    said = in_words(shown, with_pictures=has_font, is_public=form is BulletinForm.ARTICLE)
    match form:
        case BulletinForm.WORD:
            template = read(queries.template_bytes, person, topics=queries.TOPICS)
            return word_file.written(said, template)
        case BulletinForm.PDF:
            return pdf_file.written(said)
    return article.written(said)


def _certificate(person: Person, bulletin_id: int, who: str, honour: str) -> bytes:
    shown = read(queries.taken, person, bulletin_id, topics=TAKEN)
    lines = (
        t("To the sub-platform of {who}", who=who),
        t("in the monthly assessment of {month}", month=bulletin_words.month(shown)),
        t("commended: {honour}", honour=honour),
    )
    issued = "\n".join((t("Wenzhou SME Service Platform"), figure_words.month(shown.month)))
    return pdf_file.certificate(title=t("Certificate of commendation"), lines=lines, issued=issued)
