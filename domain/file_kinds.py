"""What kinds of files are taken, and whether a file is what its name says.

The name decides how a file will be opened, so the content must agree with it: a signature where the kind has one, the
parts that an office document is made of, and nothing but text in a text. A renamed programme fails all of them.
"""

import io
import re
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePosixPath

import puremagic

from domain.errors import Refused

MOST_NAME = 120
MOST_PARTS = 20_000  # of an office document
MOST_LIST = 1024 * 1024  # bytes of an office document's own list of its parts
MOST_UNPACKED = 400 * 1024 * 1024  # bytes, of all parts of an office document together
MOST_FOLDED = 150  # times larger that the parts may be than the document, once they are large
LARGE = 20 * 1024 * 1024

_WORDS, _SHEETS, _SLIDES = (
    f"application/vnd.openxmlformats-officedocument.{each}"
    for each in (
        "wordprocessingml.document",
        "spreadsheetml.sheet",
        "presentationml.presentation",
    )
)
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "docx": _WORDS,
    "xlsx": _SHEETS,
    "pptx": _SLIDES,
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
    "txt": "text/plain",
    "csv": "text/csv",
}
IMAGES = ("image/jpeg", "image/png")
_MAIN_PART = {
    "docx": "word/document.xml",
    "xlsx": "xl/workbook.xml",
    "pptx": "ppt/presentation.xml",
}
_MAIN_STREAM = {  # by which an older office document tells its kind, in its table of contents
    "doc": ("WordDocument",),
    "xls": ("Workbook", "Book"),
    "ppt": ("PowerPoint Document",),
}
_NOT_AN_ARCHIVE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    KeyError,
    ValueError,
    RuntimeError,
    NotImplementedError,
)
_MACROS = re.compile(r"vbaProject\.bin|/activeX/|\.(exe|dll|vbs|js|bat|cmd|scr|ps1)$", re.I)
_OLD_MACROS = "_VBA_PROJECT".encode("utf-16-le")
_FORBIDDEN_IN_NAMES = re.compile(r'[<>:"|?*]')
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.I)  # under Windows
_SCRIPT = re.compile(r"\s*(#!|<\?|<!doctype|<html|<script|<svg|@echo\b)", re.I)


class KindNotAllowed(Refused):
    message = "Files of this kind are not taken. Allowed are: {kinds}."


class NotWhatItSays(Refused):
    message = "The content of {name} is not what its ending says."


class HasMacros(Refused):
    message = "{name} contains macros or programmes. Please save it without them."


class UnpacksTooLarge(Refused):
    message = "{name} cannot be opened safely: it unpacks to far more than its size."


@dataclass(frozen=True)
class Kind:
    suffix: str
    media_type: str


def clean_name(name: str) -> str:
    """The name without its path and without anything that deceives the eye; never empty."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    seen = "".join(each for each in last if unicodedata.category(each)[0] != "C")
    kept = " ".join(_FORBIDDEN_IN_NAMES.sub("_", seen).split()).strip(". ")
    if _DEVICES.fullmatch(kept):
        kept = f"_{kept}"
    path = PurePosixPath(kept or "file")
    suffix = path.suffix[:10]
    return path.stem[: MOST_NAME - len(suffix)].rstrip(". ") + suffix


def kind_of(name: str, content: bytes) -> Kind:
    """The kind of a file with a clean name; raises a Refused of this module."""
    suffix = PurePosixPath(name).suffix.lower().removeprefix(".")
    if suffix not in MEDIA_TYPES:
        raise KindNotAllowed(kinds=", ".join(MEDIA_TYPES))
    if suffix in ("txt", "csv"):
        is_right = _is_text(content) and not _hides_archive(content)
    elif suffix in _MAIN_PART:
        is_right = _bears_signature(suffix, content) and _is_office(suffix, name, content)
    elif suffix in _MAIN_STREAM:
        is_right = _bears_signature(suffix, content) and _is_old_office(suffix, name, content)
    else:
        is_right = _bears_signature(suffix, content) and _is_whole(suffix, content)
    if not is_right:
        raise NotWhatItSays(name=name)
    return Kind(suffix, MEDIA_TYPES[suffix])


def _bears_signature(suffix: str, content: bytes) -> bool:
    try:
        found = puremagic.magic_string(content)
    except (puremagic.PureError, ValueError):
        return False
    # One signature stands for all older office documents; their streams tell them apart.
    wanted = "doc" if suffix in _MAIN_STREAM else suffix
    return any(each.extension.lower() == f".{wanted}" for each in found)


def _is_text(content: bytes) -> bool:
    """Text in one of the encodings that offices use, without control characters; no script, no page."""
    for encoding in ("utf-8-sig", "utf-16", "gb18030"):
        if encoding == "utf-16" and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
            continue
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return not (_SCRIPT.match(text) or re.search(r"[\x00-\x08\x0e-\x1f]", text))
    return False


def _is_whole(suffix: str, content: bytes) -> bool:
    """Whether it begins and ends as its kind does, and is not an archive as well when read from its end."""
    if suffix == "pdf":
        fits = content.startswith(b"%PDF-") and b"%%EOF" in content[-1024:]
    elif suffix == "png":
        fits = content.rstrip(b"\0\r\n").endswith(b"IEND\xaeB`\x82")
    else:  # telephones write more behind the end of a picture
        fits = content.startswith(b"\xff\xd8\xff") and b"\xff\xd9" in content
    return fits and not _hides_archive(content)


def _hides_archive(content: bytes) -> bool:
    """Whether a programme that unpacks archives would find one here: such files are two things at once."""
    if b"PK\x05\x06" not in content[-66_000:]:
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            return bool(parts.infolist())
    except _NOT_AN_ARCHIVE:
        return False


def _is_office(suffix: str, name: str, content: bytes) -> bool:
    """Whether the parts are those of such a document, listed as such; nothing is unpacked but the list."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            names = parts.namelist()
            if len(names) > MOST_PARTS or len(set(names)) < len(names):
                return False
            if _MAIN_PART[suffix] not in names:
                return False
            if _unpacks_too_large(parts.infolist(), len(content)):
                raise UnpacksTooLarge(name=name)
            if any(_MACROS.search(each) for each in names):
                raise HasMacros(name=name)
            if parts.getinfo("[Content_Types].xml").file_size > MOST_LIST:
                return False
            listed = parts.read("[Content_Types].xml")
    except _NOT_AN_ARCHIVE:
        return False
    if b"macroEnabled" in listed:
        raise HasMacros(name=name)
    return MEDIA_TYPES[suffix].encode() in listed


def _unpacks_too_large(parts: list[zipfile.ZipInfo], size: int) -> bool:
    """Whether the document is made to fill up whatever opens it; parts that share their bytes count as that, too."""
    unpacked = sum(each.file_size for each in parts)
    is_folded = unpacked > LARGE and unpacked > size * MOST_FOLDED
    return unpacked > MOST_UNPACKED or is_folded or sum(each.compress_size for each in parts) > size


def _is_old_office(suffix: str, name: str, content: bytes) -> bool:
    if _OLD_MACROS in content:
        raise HasMacros(name=name)
    return any(stream.encode("utf-16-le") + b"\0\0" in content for stream in _MAIN_STREAM[suffix])
