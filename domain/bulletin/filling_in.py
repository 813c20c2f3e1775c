"""Filling in a Word template in a process of its own, which can do nothing else; run as a script, never imported.

Whoever writes a template must not reach the platform by it: the process gets the template and the texts on its standard
input and gives the file back on its standard output. It has few seconds, little memory, no environment, and from the
moment it reads its input on it opens no file but those of its own libraries, no connection and no other process.
"""

import base64
import json
import re
import resource
import sys
from collections.abc import Mapping
from io import BytesIO
from os.path import realpath

from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import ChainableUndefined, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError, TemplateRuntimeError
from jinja2.sandbox import ImmutableSandboxedEnvironment

CPU_SECONDS, MEMORY = 10, 1024 * 2**20
PICTURE = Mm(160)
REFUSED = 3  # exit status: what is wrong stands on the standard output
LIBRARIES = tuple({realpath(each) for each in (sys.prefix, sys.base_prefix)})
CLOSED = (
    *("socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.spawn"),
    *("os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate"),
    *("os.chmod", "os.chown", "os.kill", "os.putenv", "ctypes.", "pty.", "shutil.", "urllib."),
)


def main() -> int:
    """Read what is asked, fill it in, write the file; returns the exit status."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    asked = json.load(sys.stdin.buffer)
    sys.addaudithook(_allow)
    try:
        made = fill(base64.b64decode(asked["template"]), asked["values"])
    except MemoryError:
        return _refuse("too_much", "")
    except Exception as fault:
        return _refuse(_kind(fault), _place(fault))
    sys.stdout.buffer.write(made)
    return 0


def fill(template: bytes, values: dict) -> bytes:
    """The file; pictures come as base64 of a PNG."""
    paper = DocxTemplate(BytesIO(template))
    for part in values["parts"]:
        part["pictures"] = [
            InlineImage(paper, BytesIO(base64.b64decode(png)), width=PICTURE)
            for png in part["pictures"]
        ]
    # A part that a month does not have reads as nothing wherever it is named, and is not "defined".
    parts = {name: ChainableUndefined(name=name) for name in values.pop("names")}
    parts |= {part["name"]: part for part in values["parts"]}
    whole = parts | values | {"title": _Headline(values["title"], parts["gauges"])}
    paper.render(whole, jinja_env=ImmutableSandboxedEnvironment(autoescape=True))
    kept = BytesIO()
    paper.save(kept)
    return kept.getvalue()


class _Headline(str):
    """The headline, which still leads to the texts and tables of the part `gauges`: that was called `title` too."""

    def __new__(cls, text: str, part: Mapping):
        made = super().__new__(cls, text)
        vars(made).update(part or {})
        return made


def _allow(event: str, said: tuple) -> None:
    if event == "open":
        path, mode, flags = said
        is_reading = not flags & 3 and not set(mode or "r") & set("wax+")
        if not isinstance(path, int) and not (is_reading and _is_library(path)):
            raise PermissionError(event)
    elif event.startswith(CLOSED):
        raise PermissionError(event)


def _is_library(path: object) -> bool:
    said = realpath(path.decode() if isinstance(path, bytes) else str(path))
    return any(said.startswith(f"{each}/") for each in LIBRARIES)


def _kind(fault: Exception) -> str:
    match fault:
        case UndefinedError():
            return "unknown"
        case SecurityError() | PermissionError():
            return "forbidden"
        case TemplateSyntaxError():
            return "syntax"
        case TemplateRuntimeError() | TypeError() | OverflowError():
            return "forbidden"
    return "broken"


def _place(fault: Exception) -> str:
    """The line of the template that the fault is in, without its mark-up; empty where that cannot be told."""
    source, line, step = "", getattr(fault, "lineno", None), fault.__traceback__
    while step is not None:
        if step.tb_frame.f_code.co_name == "render_xml_part":
            source = step.tb_frame.f_locals.get("src_xml", "")
        if step.tb_frame.f_code.co_filename == "<template>":
            line = step.tb_lineno
        step = step.tb_next
    lines = source.splitlines()
    if not line or not 0 < line <= len(lines):
        return ""
    return re.sub(r"<[^>]*>", "", lines[line - 1]).strip()[:80]


def _refuse(kind: str, where: str) -> int:
    sys.stdout.buffer.write(json.dumps({"kind": kind, "where": where}).encode())
    return REFUSED


if __name__ == "__main__":
    sys.exit(main())
