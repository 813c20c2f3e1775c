"""Fetching files: whoever may see the demand or comes with its key, and to everybody else there is no file."""

import io
import re
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import quote

import pytest
from PIL import Image
from sqlmodel import col, select

from db.engine import snapshot, transaction
from db.models import Attachment, MatchFileRead, User, WebSession
from domain import activity_files, attachments, clock, file_store, kept_files, sessions, tokens
from domain.command import perform
from domain.matchmaking import files as match_files
from domain.matchmaking import starting
from tests import laboratory, town
from tests.happenings import drafted, published
from tests.town import ID, person

PDF = b"%PDF-1.4\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"


def photo():
    file = io.BytesIO()
    Image.new("RGB", (800, 600), "steelblue").save(file, "JPEG")
    return file.getvalue()


@dataclass(frozen=True)
class Kept:
    """A demand of the valve makers with a file for them and one that is internal, and a stranger's demand."""

    demand: int
    other: int
    open: int
    internal: int
    photo: int


@pytest.fixture(scope="module")
def kept(site):
    def add(name, content, *, for_enterprise):
        return perform(
            ID["intake"],
            attachments.attach,
            demand,
            name=name,
            content=content,
            for_enterprise=for_enterprise,
        )

    demand, other = town.receive().demand_id, town.ask().demand_id
    return Kept(
        demand,
        other,
        open=add("../../合同 '1\"\r\nX: y;.pdf", PDF, for_enterprise=True),
        internal=add("internal.pdf", PDF + b"internal\n%%EOF\n", for_enterprise=False),
        photo=add("photo.jpg", photo(), for_enterprise=True),
    )


def fetch(site, where, secret="", **headers):
    if isinstance(where, int):
        where = attachments.address(where)
    cookie = {"cookie": f"session={secret}"} if secret else {}
    with site.client(**cookie, **headers) as client:
        return client.get(where)


def is_not_there(site, answer):
    """As for a number that was never given: nobody learns which files there are."""
    never = fetch(site, 987654)
    told = (answer.status_code, answer.text, sorted(answer.headers))
    return answer.status_code == 404 and told == (404, never.text, sorted(never.headers))


def test_a_file_of_an_activity_is_for_whoever_sees_the_activity(site, kept):
    for make, visitors in ((published, 200), (drafted, 404)):
        activity_id = make(starts_at=clock.now() + timedelta(days=9))
        said = {"name": "课件.pdf", "content": PDF}
        file_id = perform(ID["organiser"], activity_files.attach, activity_id, **said)
        where = activity_files.address(file_id)
        assert fetch(site, where).status_code == visitors
        answer = fetch(site, where, site.begin("organiser"))
        assert answer.status_code == 200 and answer.content == PDF
        assert answer.headers["content-disposition"].startswith("attachment")
    assert is_not_there(site, fetch(site, activity_files.address(987654)))


@pytest.mark.parametrize("username", ["intake", "leader", "longwan", "valves"])
def test_whoever_may_see_the_demand_gets_the_file(site, kept, username):
    answer = fetch(site, kept.open, site.begin(username))
    assert (answer.status_code, answer.content) == (200, PDF)


def test_the_file_is_saved_and_never_shown_or_stored_on_the_way(site, kept):
    headers = fetch(site, kept.open, site.begin("intake")).headers
    assert headers["content-disposition"].startswith("attachment; filename=")
    assert headers["content-security-policy"].startswith("sandbox")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "private, no-store"
    assert headers["content-type"] == "application/pdf"
    assert headers["content-length"] == str(len(PDF))


def test_a_name_neither_leaves_its_header_nor_names_a_folder(site, kept):
    headers = fetch(site, kept.open, site.begin("intake")).headers
    said = re.fullmatch(
        r"attachment; filename=\"([^\"\\/%]+)\"; filename\*=UTF-8''(\S+)",
        headers["content-disposition"],
    )
    assert said[1] == "__ '1_X_ y;.pdf"
    assert said[2] == quote("合同 '1_X_ y;.pdf", safe="")
    assert "x" not in headers


@pytest.mark.parametrize("username", ["shoes", "tax", "lucheng"])
def test_for_whoever_may_not_see_the_demand_the_file_is_not_there(site, kept, username):
    assert is_not_there(site, fetch(site, kept.open, site.begin(username)))


def test_an_internal_file_is_not_there_for_the_enterprise(site, kept):
    assert is_not_there(site, fetch(site, kept.internal, site.begin("valves")))
    assert fetch(site, kept.internal, site.begin("leader")).status_code == 200


def test_without_a_session_a_file_is_not_there(site, kept):
    assert is_not_there(site, fetch(site, kept.open))
    assert is_not_there(site, fetch(site, kept.open, "A" * 43))


def test_the_header_of_the_gate_cannot_be_forged(site, kept):
    hashed = tokens.hashed(site.begin("intake"))
    assert is_not_there(site, fetch(site, kept.open, **{"x-platform-session": hashed}))


def test_a_session_that_has_ended_or_lapsed_opens_no_file(site, kept):
    ended, lapsed = site.begin("intake"), site.begin("intake")
    sessions.end(tokens.hashed(ended))
    with transaction() as session:
        row = session.exec(
            select(WebSession).where(WebSession.secret_hash == tokens.hashed(lapsed))
        ).one()
        row.expires_at = clock.now() - timedelta(seconds=1)
    assert is_not_there(site, fetch(site, kept.open, ended))
    assert is_not_there(site, fetch(site, kept.open, lapsed))


def test_whoever_holds_the_demands_key_gets_what_is_meant_for_the_enterprise(site, kept):
    answer = fetch(site, attachments.address(kept.open, holder_demand_id=kept.demand))
    assert (answer.status_code, answer.content) == (200, PDF)
    internal = attachments.address(kept.internal, holder_demand_id=kept.demand)
    assert is_not_there(site, fetch(site, internal))


def test_a_key_opens_no_other_file_and_no_other_demand(site, kept):
    address = attachments.address(kept.open, holder_demand_id=kept.demand)
    other_file = address.replace(f"/files/{kept.open}?", f"/files/{kept.photo}?")
    other_demand = attachments.address(kept.open, holder_demand_id=kept.other)
    assert is_not_there(site, fetch(site, other_file))
    assert is_not_there(site, fetch(site, other_demand))


def test_a_forged_or_expired_key_opens_nothing(site, kept):
    with clock.stopped(clock.now() - timedelta(minutes=11)):
        expired = attachments.address(kept.open, holder_demand_id=kept.demand)
    address = attachments.address(kept.open, holder_demand_id=kept.demand)
    forged = address[:-1] + ("0" if address[-1] != "0" else "1")
    until = address.split("-")[1]
    prolonged = address.replace(until, str(int(until) + 3600))
    for where in (expired, forged, prolonged, f"/files/{kept.open}?key=", f"{address}&key=x"):
        assert is_not_there(site, fetch(site, where))


@pytest.mark.parametrize(
    "path", ["/files/..%2f..%2fsecret", "/files/../secret", "/files/1.pdf", "/files/-1", "/files/"]
)
def test_a_path_leads_to_no_file(site, kept, path):
    answer = fetch(site, path, site.begin("intake"))
    assert "attachment" not in answer.headers.get("content-disposition", "")
    assert PDF not in answer.content


def test_a_number_that_no_database_knows_is_not_there(site, kept):
    for number in (0, 2**31, 10**30):
        assert is_not_there(site, fetch(site, number, site.begin("intake")))


def test_a_file_whose_bytes_are_gone_is_not_there(site, kept):
    file = perform(ID["intake"], attachments.attach, kept.other, name="gone.pdf", content=PDF)
    with snapshot() as session:
        file_store.drop(session.get_one(Attachment, file).key)
    assert is_not_there(site, fetch(site, file, site.begin("intake")))


def test_a_file_is_fetched_and_nothing_else(site, kept):
    secret = site.begin("intake")
    with site.client(cookie=f"session={secret}") as client:
        for method in ("POST", "PUT", "DELETE"):
            assert client.request(method, attachments.address(kept.open)).status_code == 405


def test_a_part_of_a_file_can_be_asked_for(site, kept):
    answer = fetch(site, kept.open, site.begin("intake"), range="bytes=0-3")
    assert (answer.status_code, answer.content) == (206, b"%PDF")
    assert answer.headers["cache-control"] == "private, no-store"


def test_a_picture_is_shown_small_to_the_same_people_only(site, kept):
    where = f"{attachments.address(kept.photo)}?small=1"
    answer = fetch(site, where, site.begin("valves"))
    assert answer.headers["content-type"] == "image/jpeg"
    assert Image.open(io.BytesIO(answer.content)).size == (320, 240)
    assert is_not_there(site, fetch(site, where, site.begin("shoes")))
    assert is_not_there(site, fetch(site, f"/files/{kept.open}?small=1", site.begin("valves")))


def test_thirty_megabytes_are_refused_before_they_are_kept(site, kept):
    with pytest.raises(kept_files.FileTooLarge):
        perform(
            ID["intake"],
            attachments.attach,
            kept.other,
            name="large.pdf",
            content=PDF + bytes(30 * 1024 * 1024),
        )
    with snapshot() as session:
        rows = session.exec(select(Attachment.name).where(Attachment.demand_id == kept.other)).all()
    assert "large.pdf" not in rows


def test_thirty_megabytes_are_refused_on_their_way(site):
    with site.browser() as browser, site.client() as client:
        number = re.search(r'session_id: "([\w-]+)"', browser.open())[1]
        client.get("/_stcore/health")
        xsrf = client.cookies.get("_streamlit_xsrf")
        answer = client.put(
            f"/_stcore/upload_file/{number}/1",
            files={"file": ("large.pdf", PDF + bytes(30 * 1024 * 1024))},
            headers={"X-Xsrftoken": xsrf or ""},
        )
    assert answer.status_code == 413


@pytest.fixture(scope="module")
def of_match(site):
    """The number of a file that the valve makers have added to a match before the names are shown."""
    need = laboratory.need("seal", confidentiality="name_hidden")
    result = laboratory.result("seal")
    match = perform(ID["intake"], starting.start, need_id=need, result_id=result)
    made = {"name": "恒泽 合同草案.pdf", "content": PDF}
    return match, perform(ID["valves"], match_files.attach, match, **made)


def test_a_file_of_a_match_is_fetched_by_its_side_and_the_other_only_when_both_are_named(
    site, of_match
):
    match, number = of_match
    where = match_files.address(number)
    for username in ("valves", "intake", "longwan"):
        assert fetch(site, where, site.begin(username)).status_code == 200
    for username in ("liaison", "shoes", "finance", "lucheng", "leader"):
        assert is_not_there(site, fetch(site, where, site.begin(username)))
    assert is_not_there(site, fetch(site, where))
    perform(ID["valves"], starting.agree, match)
    assert fetch(site, where, site.begin("liaison")).content == PDF
    assert is_not_there(site, fetch(site, where, site.begin("shoes")))


def test_who_has_fetched_a_file_of_a_match_is_written_down_once_a_day(site):
    need, result = laboratory.need("pump"), laboratory.result("pump")
    match = perform(ID["intake"], starting.start, need_id=need, result_id=result)
    number = perform(ID["valves"], match_files.attach, match, name="图纸.pdf", content=PDF + b"1")
    where = match_files.address(number)
    fetch(site, f"{where}?small=1", site.begin("leader"))  # as the page draws a picture
    for username in ("valves", "intake", "intake", "liaison", "shoes"):
        fetch(site, where, site.begin(username))
    with snapshot() as session:
        rows = session.exec(select(MatchFileRead).order_by(col(MatchFileRead.at))).all()
        told = {
            who: [each.read_by for each in match_files.of_match(session, person(who), match).shown]
            for who in ("valves", "intake", "liaison")
        }
        name = session.get_one(User, ID["intake"]).name
    mine = [row for row in rows if row.file_id == number]
    assert [row.by_id for row in mine] == [ID["intake"]]
    assert told == {"valves": [(name,)], "intake": [(name,)], "liaison": []}


def test_a_number_of_a_match_s_file_opens_no_file_of_a_demand(site, kept, of_match):
    holder_key = attachments.address(of_match[1], holder_demand_id=kept.demand).partition("?")[2]
    where = f"{match_files.address(of_match[1])}?{holder_key}"
    assert is_not_there(site, fetch(site, where))
    assert is_not_there(site, fetch(site, match_files.address(2**40), site.begin("intake")))
