"""Files handed in with a demand: only what is what it says, kept wholly or not at all, for those who may see it."""

import copy
import io
import os
import time
import zipfile
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from PIL import Image
from sqlmodel import select

from db import engine
from db.engine import snapshot
from db.models import Attachment, Event
from db.settings import settings
from domain import attachments, clock, file_kinds, file_store, notices
from domain.clock import LOCAL
from domain.command import perform
from domain.errors import Forbidden, WrongStage
from tests import town
from tests.town import ID, holder, person

PDF = b"%PDF-1.4\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"
PROGRAMME = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff" + b"\0" * 300
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


def picture(kind):
    file = io.BytesIO()
    Image.new("RGB", (800, 600), "steelblue").save(file, kind)
    return file.getvalue()


def office(suffix, *, parts=(), listed=None):
    main = {"docx": "word/document", "xlsx": "xl/workbook", "pptx": "ppt/presentation"}[suffix]
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        content = (
            listed
            or f'<Types><Override ContentType="{file_kinds.MEDIA_TYPES[suffix]}.main+xml"/></Types>'
        )
        archive.writestr("[Content_Types].xml", content)
        archive.writestr(f"{main}.xml", "<document/>")
        for part in parts:
            archive.writestr(part, "x")
    return file.getvalue()


def folded(many):
    """A document whose parts are folded to next to nothing."""
    file = io.BytesIO(office("docx"))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        for n in range(many):
            archive.writestr(f"word/media/{n}.xml", bytes(15 * 1024 * 1024))
    return file.getvalue()


def sharing_bytes():
    """A document whose list names the same bytes again and again."""
    with zipfile.ZipFile(io.BytesIO(office("docx"))) as archive:
        first = archive.infolist()[1]
    file = io.BytesIO(office("docx"))
    with zipfile.ZipFile(file, "a") as archive:
        for n in range(400):
            again = copy.copy(first)
            again.filename = f"word/{n}.xml"
            again.compress_size = again.file_size = 100_000
            archive.filelist.append(again)
            archive.NameToInfo[again.filename] = again
        archive._didModify = True
    return file.getvalue()


def archive_at_the_end(content):
    file = io.BytesIO(content)
    file.seek(0, io.SEEK_END)
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("run.js", "alert(1)")
    return file.getvalue()


def old_office(stream):
    return OLE + "Root Entry".encode("utf-16-le") + b"\0\0" + stream.encode("utf-16-le") + b"\0\0"


TAKEN = {
    "合同.pdf": PDF,
    "photo.jpg": picture("JPEG"),
    "PHOTO.JPEG": picture("JPEG"),
    "scan.png": picture("PNG"),
    "a.docx": office("docx"),
    "a.xlsx": office("xlsx"),
    "a.pptx": office("pptx"),
    "a.doc": old_office("WordDocument"),
    "a.xls": old_office("Workbook"),
    "a.ppt": old_office("PowerPoint Document"),
    "说明.txt": "一行说明\n第二行\t完".encode(),
    "gb.txt": "一行说明".encode("gb18030"),
    "wide.txt": "一行说明".encode("utf-16"),
    "表.csv": "\ufeff名称,数量\n阀门,3\n".encode(),
}


@pytest.mark.parametrize("name", TAKEN)
def test_a_file_that_is_what_it_says_is_taken(name):
    checked = attachments.check(name, TAKEN[name])
    assert (checked.name, checked.size) == (name, len(TAKEN[name]))
    assert checked.media_type == file_kinds.MEDIA_TYPES[name.rsplit(".", 1)[1].lower()]


def test_every_kind_that_is_offered_is_taken():
    assert {name.rsplit(".", 1)[1].lower() for name in TAKEN} == set(attachments.SUFFIXES)


@pytest.mark.parametrize("suffix", attachments.SUFFIXES)
def test_a_renamed_programme_is_not_taken(suffix):
    with pytest.raises(file_kinds.NotWhatItSays):
        attachments.check(f"invoice.{suffix}", PROGRAMME)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", picture("PNG")),
        ("a.png", picture("JPEG")),
        ("a.docx", office("xlsx")),
        ("a.docx", OLE),
        ("a.doc", old_office("Workbook")),
        ("a.xls", OLE),
        ("a.docx", b"PK\x03\x04" + b"\0" * 100),
        ("a.xlsx", office("xlsx", listed="<Types/>")),
        ("a.txt", b"#!/bin/sh\nrm -rf /\n"),
        ("a.csv", b"1,2\x00,3"),
        ("a.txt", b"\xff\xff\xff\xff"),
        ("a.txt", b"a" * 100_000 + b"\0"),
        ("a.txt", b"<?php system($_GET['c']);"),
        ("a.csv", b"  <!DOCTYPE html><script>alert(1)</script>"),
        ("a.pdf", b"#!/bin/sh\n" + PDF),
        ("a.pdf", b"%PDF-1.4\nnothing more"),
        ("a.png", picture("PNG") + b"<script>alert(1)</script>"),
        ("a.pdf", archive_at_the_end(PDF)),
        ("a.jpg", archive_at_the_end(picture("JPEG"))),
        ("a.docx", PROGRAMME + office("docx")),
    ],
)
def test_a_file_that_is_not_what_it_says_is_not_taken(name, content):
    with pytest.raises(file_kinds.NotWhatItSays):
        attachments.check(name, content)


@pytest.mark.parametrize(
    "content",
    [
        office("docx", parts=["word/vbaProject.bin"]),
        office("docx", parts=["word/embeddings/setup.exe"]),
        office(
            "docx",
            listed=file_kinds.MEDIA_TYPES["docx"]
            + " application/vnd.ms-word.document.macroEnabled.main+xml",
        ),
    ],
)
def test_an_office_document_with_programmes_in_it_is_not_taken(content):
    with pytest.raises(file_kinds.HasMacros):
        attachments.check("a.docx", content)


def test_an_older_office_document_with_macros_is_not_taken():
    with pytest.raises(file_kinds.HasMacros):
        attachments.check("a.xls", old_office("Workbook") + "_VBA_PROJECT".encode("utf-16-le"))


@pytest.mark.parametrize("content", [folded(2), folded(28), sharing_bytes()])
def test_a_document_that_unpacks_to_far_more_than_its_size_is_not_taken(content):
    with pytest.raises(file_kinds.UnpacksTooLarge):
        attachments.check("a.docx", content)


@pytest.mark.parametrize(
    "name", ["a.exe", "a.zip", "a.html", "a.svg", "a", ".pdf", "a.pdf.exe", "a.docm", ""]
)
def test_other_kinds_are_not_taken(name):
    with pytest.raises(file_kinds.KindNotAllowed):
        attachments.check(name, PDF)


def test_an_empty_file_and_one_that_is_too_large_are_not_taken():
    with pytest.raises(attachments.EmptyFile):
        attachments.check("a.pdf", b"")
    with pytest.raises(attachments.FileTooLarge):
        attachments.check("a.pdf", PDF + b"\0" * attachments.MOST_BYTES)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/合同.pdf", "合同.pdf"),
        ("C:\\Users\\lin\\合同.pdf", "合同.pdf"),
        ("annex\u202efdp.exe.pdf", "annexfdp.exe.pdf"),
        ("a\x00b\nc\u200b.pdf", "abc.pdf"),
        ('a<b>:"|?*.pdf', "a_b______.pdf"),
        ("  a   b .pdf", "a b.pdf"),
        ("长" * 300 + ".pdf", "长" * 116 + ".pdf"),
        ("CON.pdf", "_CON.pdf"),
        ("lpt1", "_lpt1"),
        ("console.pdf", "console.pdf"),
        ("....", "file"),
    ],
)
def test_a_name_is_cleaned_of_paths_and_of_what_deceives_the_eye(given, kept):
    assert file_kinds.clean_name(given) == kept


def add(demand_id, who=None, name="合同.pdf", content=PDF, **more):
    actor = who or holder(demand_id)
    return perform(actor, attachments.attach, demand_id, name=name, content=content, **more)


def seen(who, demand_id):
    with snapshot() as session:
        return [file.name for file in attachments.of_demand(session, who, demand_id)]


def kept_files():
    return [path for path in settings().files.rglob("*") if path.is_file()]


@pytest.mark.usefixtures("small_town")
def test_the_enterprise_adds_a_file_to_its_demand_and_its_bytes_are_kept():
    demand_id = town.ask().demand_id
    file_id = add(demand_id)
    with snapshot() as session:
        row = session.get_one(Attachment, file_id)
        told = session.exec(select(Event).where(Event.action == "attached")).one().particulars
    assert file_store.path_of(row.key).read_bytes() == PDF
    assert (told["name"], told["sha256"], row.for_enterprise) == ("合同.pdf", row.sha256, True)
    assert seen(holder(demand_id), demand_id) == ["合同.pdf"]


@pytest.mark.usefixtures("small_town")
def test_what_a_unit_adds_the_enterprise_sees_only_when_it_may():
    demand_id = town.in_progress()
    add(demand_id, ID["finance"], name="internal.pdf", content=PDF + b"1")
    add(demand_id, ID["finance"], name="open.pdf", content=PDF + b"2", for_enterprise=True)
    assert seen(holder(demand_id), demand_id) == ["open.pdf"]
    assert seen(person("finance"), demand_id) == ["internal.pdf", "open.pdf"]
    assert seen(person("leader"), demand_id) == ["internal.pdf", "open.pdf"]


@pytest.mark.usefixtures("small_town")
def test_a_file_of_a_foreign_demand_is_as_one_that_is_not_there():
    file_id = add(town.dispatched())
    other = town.ask().demand_id
    with snapshot() as session:
        for stranger in (person("tax"), person("shoes"), person("lucheng"), holder(other)):
            assert attachments.one(session, stranger, file_id) is None
        assert attachments.one(session, person("finance"), file_id)
        assert attachments.one(session, person("finance"), 4711) is None


@pytest.mark.usefixtures("small_town")
def test_who_has_nothing_to_do_with_a_demand_adds_nothing_and_nothing_is_kept():
    demand_id = town.dispatched()
    for stranger in (ID["tax"], ID["shoes"], ID["leader"], holder(town.ask().demand_id)):
        with pytest.raises(Forbidden):
            add(demand_id, stranger)
    assert kept_files() == []


@pytest.mark.usefixtures("small_town")
def test_a_list_says_who_added_a_file_but_not_to_the_enterprise():
    demand_id = town.receive().demand_id
    add(demand_id, ID["intake"], for_enterprise=True)
    with snapshot() as session:
        (shown,) = attachments.of_demand(session, person("leader"), demand_id)
        (theirs,) = attachments.of_demand(session, person("valves"), demand_id)
    assert (shown.by, shown.size, shown.media_type) == ("intake", len(PDF), "application/pdf")
    assert theirs.by == ""


@pytest.mark.usefixtures("small_town")
def test_a_command_that_fails_in_the_end_leaves_no_bytes(monkeypatch):
    demand_id = town.ask().demand_id
    monkeypatch.setattr(notices, "tell", fails)
    with pytest.raises(ZeroDivisionError):
        add(demand_id)
    assert kept_files() == []
    assert seen(holder(demand_id), demand_id) == []


@pytest.mark.usefixtures("small_town")
def test_a_commit_of_which_nobody_knows_how_it_ended_leaves_the_bytes_to_the_sweep(monkeypatch):
    demand_id = town.ask().demand_id
    monkeypatch.setattr(engine.engine().dialect, "do_commit", fails)
    with pytest.raises(ZeroDivisionError):
        add(demand_id)
    monkeypatch.undo()
    assert len(kept_files()) == 1


def fails(*_):
    raise ZeroDivisionError


@pytest.mark.usefixtures("small_town")
def test_the_same_file_is_kept_once_on_a_demand():
    first, second = town.ask().demand_id, town.ask().demand_id
    add(first)
    with pytest.raises(attachments.SameFile) as refused:
        add(first, name="again.pdf")
    add(second)
    assert refused.value.values == {"name": "合同.pdf"}
    assert len(kept_files()) == 2


@pytest.mark.usefixtures("small_town")
def test_a_demand_has_ten_files_at_most():
    demand_id = town.ask().demand_id
    for n in range(attachments.MOST_PER_DEMAND):
        add(demand_id, name=f"{n}.pdf", content=PDF + bytes([n]))
    with pytest.raises(attachments.TooMany):
        add(demand_id, content=PDF + b"one more")


@pytest.mark.usefixtures("small_town")
def test_a_closed_demand_takes_no_more_files():
    demand_id = town.ask().demand_id
    perform(holder(demand_id), town.demands.withdraw, demand_id, text="已解决")
    with pytest.raises(WrongStage):
        add(demand_id)


def by_key(address, *, file_id=3):
    key = parse_qs(urlsplit(address).query)["key"][0]
    return attachments.holder_by_key(file_id, key)


def test_an_address_with_a_key_opens_its_own_file_for_ten_minutes(sqlite):
    noon = datetime(2026, 3, 2, 12, 10, 20, tzinfo=LOCAL)
    with clock.stopped(noon):
        address = attachments.address(3, holder_demand_id=7)
        assert address.startswith("/files/3?key=7-")
        assert by_key(address).holds == 7
        assert by_key(address, file_id=4) is None
        assert by_key(address.replace("key=7-", "key=8-")) is None
        assert by_key(address.replace("-1", "-2", 1)) is None
        assert by_key(address[:-64] + "0" * 64) is None
    with clock.stopped(noon + timedelta(seconds=30)):
        assert attachments.address(3, holder_demand_id=7) == address
    with clock.stopped(noon + timedelta(minutes=9)):
        assert by_key(address).holds == 7
    with clock.stopped(noon + timedelta(minutes=10)):
        assert by_key(address) is None


def test_an_address_for_whoever_is_signed_in_carries_no_key():
    assert attachments.address(3) == "/files/3"


@pytest.mark.parametrize(
    "key",
    ["", "x", "7-9", "-1-1-é", f"7-{'9' * 40}-", f"{'7' * 40}-9-{'0' * 64}", f"٧-1-{'0' * 64}"],
)
def test_a_nonsensical_key_opens_nothing(sqlite, key):
    assert attachments.holder_by_key(3, key) is None


def lie_about(name="0123456789abcdef0123456789abcdef", *, hours=25):
    path = settings().files / name[:2] / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"left over")
    before = time.time() - hours * 3600
    os.utime(path, (before, before))
    return path


@pytest.mark.usefixtures("small_town_on_sqlite")
def test_what_a_crash_left_is_swept_away_and_what_is_known_stays():
    file_id = add(town.ask().demand_id)
    with snapshot() as session:
        kept = file_store.path_of(session.get_one(Attachment, file_id).key)
    os.utime(kept, (0, 0))
    orphan, fresh = lie_about(), lie_about("f" * 32, hours=1)
    assert attachments.sweep_orphans() == 1
    assert (kept.exists(), orphan.exists(), fresh.exists()) == (True, False, True)


@pytest.mark.usefixtures("small_town_on_sqlite")
def test_nothing_is_swept_where_folder_and_database_do_not_belong_together():
    orphan = lie_about()
    assert attachments.sweep_orphans() == 0
    assert orphan.exists()


def test_a_key_leads_nowhere_but_into_the_folder_of_files(sqlite):
    for key in ("../../secret", "", "A" * 32, "0" * 31):
        with pytest.raises(ValueError):
            file_store.path_of(key)
