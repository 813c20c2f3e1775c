"""What is kept as a file: only what is what it says, kept wholly or not at all, and swept when nothing knows of it."""

import copy
import io
import os
import time
import zipfile

import pytest
from PIL import Image

from db.engine import snapshot
from db.models import Attachment
from db.settings import settings
from domain import file_kinds, file_store, kept_files
from tests import town
from tests.domain.test_attachments import PDF, add

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
    checked = kept_files.check(name, TAKEN[name])
    assert (checked.name, checked.size) == (name, len(TAKEN[name]))
    assert checked.media_type == file_kinds.MEDIA_TYPES[name.rsplit(".", 1)[1].lower()]


def test_every_kind_that_is_offered_is_taken():
    assert {name.rsplit(".", 1)[1].lower() for name in TAKEN} == set(kept_files.SUFFIXES)


@pytest.mark.parametrize("suffix", kept_files.SUFFIXES)
def test_a_renamed_programme_is_not_taken(suffix):
    with pytest.raises(file_kinds.NotWhatItSays):
        kept_files.check(f"invoice.{suffix}", PROGRAMME)


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
        kept_files.check(name, content)


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
        kept_files.check("a.docx", content)


def test_an_older_office_document_with_macros_is_not_taken():
    with pytest.raises(file_kinds.HasMacros):
        kept_files.check("a.xls", old_office("Workbook") + "_VBA_PROJECT".encode("utf-16-le"))


@pytest.mark.parametrize("content", [folded(2), folded(28), sharing_bytes()])
def test_a_document_that_unpacks_to_far_more_than_its_size_is_not_taken(content):
    with pytest.raises(file_kinds.UnpacksTooLarge):
        kept_files.check("a.docx", content)


@pytest.mark.parametrize(
    "name", ["a.exe", "a.zip", "a.html", "a.svg", "a", ".pdf", "a.pdf.exe", "a.docm", ""]
)
def test_other_kinds_are_not_taken(name):
    with pytest.raises(file_kinds.KindNotAllowed):
        kept_files.check(name, PDF)


def test_an_empty_file_and_one_that_is_too_large_are_not_taken():
    with pytest.raises(kept_files.EmptyFile):
        kept_files.check("a.pdf", b"")
    with pytest.raises(kept_files.FileTooLarge):
        kept_files.check("a.pdf", PDF + b"\0" * kept_files.MOST_BYTES)


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
    assert kept_files.sweep_orphans() == 1
    assert (kept.exists(), orphan.exists(), fresh.exists()) == (True, False, True)


@pytest.mark.usefixtures("small_town_on_sqlite")
def test_nothing_is_swept_where_folder_and_database_do_not_belong_together():
    orphan = lie_about()
    assert kept_files.sweep_orphans() == 0
    assert orphan.exists()


def test_a_key_leads_nowhere_but_into_the_folder_of_files(sqlite):
    for key in ("../../secret", "", "A" * 32, "0" * 31):
        with pytest.raises(ValueError):
            file_store.path_of(key)
