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

MOST_NAME = 100
MOST_PARTS = 20_000  # of an office document
MOST_LIST = 1024 * 1024  # bytes of an office document's own list of its parts
TEXT_SAMPLE = 64 * 1024

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
_MACROS = re.compile(r"vbaProject\.bin|/activeX/|\.(exe|dll|vbs|js|bat|cmd|scr|ps1)$", re.I)
_FORBIDDEN_IN_NAMES = re.compile(r'[<>:"|?*]')


class KindNotAllowed(Refused):
    message = "Files of this kind are not taken. Allowed are: {kinds}."


class NotWhatItSays(Refused):
    message = "The content of {name} is not what its ending says."


class HasMacros(Refused):
    message = "{name} contains macros or programmes. Please save it without them."


@dataclass(frozen=True)
class Kind:
    suffix: str
    media_type: str


def clean_name(name: str) -> str:
    """The name without its path and without anything that deceives the eye; never empty."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    seen = "".join(each for each in last if unicodedata.category(each)[0] != "C")
    kept = " ".join(_FORBIDDEN_IN_NAMES.sub("_", seen).split()).strip(". ")
    path = PurePosixPath(kept or "file")
    suffix = path.suffix[:10]
    return path.stem[: MOST_NAME - len(suffix)].rstrip(". ") + suffix


def kind_of(name: str, content: bytes) -> Kind:
    """The kind of a file with a clean name; raises KindNotAllowed, NotWhatItSays, HasMacros."""
    suffix = PurePosixPath(name).suffix.lower().removeprefix(".")
    if suffix not in MEDIA_TYPES:
        raise KindNotAllowed(kinds=", ".join(MEDIA_TYPES))
    if suffix in ("txt", "csv"):
        is_right = _is_text(content)
    elif suffix in _MAIN_PART:
        is_right = _bears_signature(suffix, content) and _is_office(suffix, name, content)
    elif suffix in _MAIN_STREAM:
        is_right = _bears_signature(suffix, content) and _has_stream(suffix, content)
    else:
        is_right = _bears_signature(suffix, content)
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
    """Text in one of the encodings that offices use, without control characters; no script for a shell."""
    if content.startswith((b"#!", b"MZ\x90")):
        return False
    for encoding in ("utf-8-sig", "utf-16", "gb18030"):
        if encoding == "utf-16" and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
            continue
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return not re.search(r"[\x00-\x08\x0e-\x1f]", text[:TEXT_SAMPLE])
    return False


def _is_office(suffix: str, name: str, content: bytes) -> bool:
    """Whether the parts are those of such a document, listed as such; nothing is unpacked but the list."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            names = parts.namelist()
            if len(names) > MOST_PARTS or _MAIN_PART[suffix] not in names:
                return False
            if any(_MACROS.search(each) for each in names):
                raise HasMacros(name=name)
            if parts.getinfo("[Content_Types].xml").file_size > MOST_LIST:
                return False
            listed = parts.read("[Content_Types].xml")
    except (
        zipfile.BadZipFile,
        zlib.error,
        KeyError,
        ValueError,
        RuntimeError,
        NotImplementedError,
    ):
        return False
    if b"macroEnabled" in listed:
        raise HasMacros(name=name)
    return MEDIA_TYPES[suffix].encode() in listed


def _has_stream(suffix: str, content: bytes) -> bool:
    return any(stream.encode("utf-16-le") + b"\0\0" in content for stream in _MAIN_STREAM[suffix])
