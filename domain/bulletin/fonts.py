"""A font with Chinese signs, as the machine has one installed: documents and pictures are drawn with it."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTCollection, TTFont
from matplotlib import font_manager

FILES = ("notosanscjk", "sourcehansans", "notosanssc", "wqy-microhei", "wqy-zenhei", "simhei")
PACKAGE = "fonts-noto-cjk"


@dataclass(frozen=True)
class Font:
    """A font file, and which of the fonts in it (a collection holds several)."""

    path: Path
    number: int


@cache
def chinese() -> Font | None:
    """The font that is there; None where none is installed: then Chinese cannot be drawn, and that is said."""
    for found in sorted(map(Path, font_manager.findSystemFonts())):
        name = found.name.lower()
        if any(part in name for part in FILES) and "bold" not in name and "serif" not in name:
            font = _simplified(found)
            if font is not None:
                return font
    return None


def _simplified(path: Path) -> Font | None:
    """The font of a file that is for simplified Chinese, if it has the signs."""
    try:
        if path.suffix.lower() != ".ttc":
            return Font(path, 0) if _has_signs(TTFont(path, lazy=True)) else None
        fonts = TTCollection(path, lazy=True).fonts
        numbers = sorted(range(len(fonts)), key=lambda n: not _family(fonts[n]).endswith("SC"))
        return next((Font(path, n) for n in numbers if _has_signs(fonts[n])), None)
    except (OSError, ValueError, KeyError):
        return None


def _family(font: TTFont) -> str:
    return font["name"].getDebugName(1) or ""


def _has_signs(font: TTFont) -> bool:
    known = font.getBestCmap() or {}
    return all(ord(sign) in known for sign in "月度通报龙湾鹿瓯")
