"""A bulletin fetched by the address that its mail tells: as a file for its readers, for others there is none."""

from datetime import datetime
from io import BytesIO

import pytest
from docx import Document

from db.engine import snapshot, transaction
from db.models import Bulletin, BulletinReading, BulletinTemplate
from domain import bulletin_templates, bulletins, clock, file_store, topics
from domain.clock import LOCAL
from domain.command import perform
from domain.indicators import building, rollups
from tests import town
from tests.town import ID

AFTER = datetime(2026, 4, 2, 10, tzinfo=LOCAL)


@pytest.fixture(scope="module")
def sent(site):
    """Of a month without an assessment; before it was sent, it was not there for its readers."""
    building.keep_up()
    with clock.stopped(datetime(2026, 3, 6, 16, tzinfo=LOCAL)):
        town.ask()
    rollups.fold_all()
    with clock.stopped(AFTER):
        found = perform(ID["intake"], bulletins.draw_up, month=AFTER.date().replace(month=3))
        perform(ID["intake"], bulletins.leave_assessment_out, found)
    assert fetch(site, found, username="longwan").status_code == 404
    with snapshot() as session:
        version = session.get_one(Bulletin, found).version
    with clock.stopped(AFTER):
        perform(ID["leader"], bulletins.approve, found, version=version)
    return found


def fetch(site, number, ending="docx", username=None, **headers):
    cookie = {"cookie": f"session={site.begin(username)}"} if username else {}
    with site.client(**cookie, **headers) as client:
        return client.get(f"/files/bulletin/{number}.{ending}")


def text_of(answer):
    paper = Document(BytesIO(answer.content))
    return "\n".join(each.text for each in paper.paragraphs)


@pytest.mark.parametrize("ending", ["docx", "pdf", "html"])
def test_its_readers_get_the_file_and_are_told_to_have_read_it(site, sent, ending):
    answer = fetch(site, sent, ending, "longwan")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.content.startswith({"docx": b"PK", "pdf": b"%PDF", "html": b"<"}[ending])
    with snapshot() as session:
        assert session.get(BulletinReading, (sent, ID["longwan"])) is not None


def test_it_is_in_the_language_of_who_asks(site, sent):
    chinese = fetch(site, sent, username="longwan", **{"accept-language": "zh-CN"})
    english = fetch(site, sent, username="longwan", **{"accept-language": "en-GB"})
    assert "当月未开展考核" in text_of(chinese) and "The month was not assessed" in text_of(english)


def test_its_headline_is_the_title_that_people_gave_it(site, sent):
    with snapshot() as session:
        title = session.get_one(Bulletin, sent).title
    chinese = fetch(site, sent, username="longwan", **{"accept-language": "zh-CN"})
    assert title in text_of(chinese).splitlines() and "国家示范平台对标" in text_of(chinese)


def test_a_template_that_does_not_fit_the_month_is_told_in_a_sentence(site, sent):
    paper = Document()
    paper.add_paragraph("{{ overdue.tables[0].rows[0] }}")  # as one could be taken in once
    kept = BytesIO()
    paper.save(kept)
    said = {"name": "旧.docx", "size": 1, "by_id": ID["editor"], "at": AFTER}
    with transaction() as session:
        row = BulletinTemplate(key=file_store.put(kept.getvalue()), **said)
        session.add(row)
        session.flush()
        number = row.id
        topics.bump(session, [topics.BULLETINS])
    try:
        for language, words in (("zh-CN", "模板不适用于本期通报"), ("en-GB", "does not fit")):
            answer = fetch(site, sent, username="longwan", **{"accept-language": language})
            assert answer.status_code == 409 and words in answer.text
        assert fetch(site, sent, "pdf", "longwan").status_code == 200
    finally:
        perform(ID["editor"], bulletin_templates.put_aside, number)
    assert fetch(site, sent, username="longwan").status_code == 200


def test_for_others_there_is_none(site, sent):
    never = fetch(site, 987_654, username="longwan")
    for number, ending, who in ((sent, "docx", "valves"), (sent, "exe", "longwan")):
        answer = fetch(site, number, ending, who)
        assert (
            (answer.status_code, answer.text)
            == (never.status_code, never.text)
            == (404, "Not found")
        )


def test_who_has_not_signed_in_is_led_to_the_page_and_from_there_to_the_file(site, sent):
    answer = fetch(site, sent)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/bulletin?id={sent}&file=docx"
