"""Units of figures: by which power of ten each stands to its base unit, so that 5 cm and 60 mm are compared, and MPa is
told apart from mPa.

A declared table, not a library: the prefixes of the SI before the units below, 万 and 亿 before any, products, one
quotient and powers of them. Case counts. A unit that is not understood is compared with itself alone.
"""

import re
import unicodedata
from functools import lru_cache

PREFIXES = {"T": 12, "G": 9, "M": 6, "k": 3, "h": 2, "d": -1, "c": -2, "m": -3}
PREFIXES |= {"μ": -6, "u": -6, "n": -9, "p": -12, "f": -15}
_SI = "m g s A K mol cd Hz N Pa J W C V F Ω S Wb T H lm lx Bq Gy"
BASES = (*_SI.split(), "L", "bar", "eV", "VA", "Wh", "Ah")
# As people write them: no prefix of the SI is written K, and pa and hz are nothing else.
WRITTEN = {"l": "L", "Ohm": "Ω", "ohm": "Ω", "pa": "Pa", "PA": "Pa", "hz": "Hz", "HZ": "Hz"}
LOUD = ("pa", "PA", "hz", "HZ")  # behind a prefix that is a capital or k: mpa may be either
MANY = {"万": 4, "亿": 8}
PARTS = {"‰": ("%", -1), "ppm": ("%", -4), "ppb": ("%", -7)}
REMEMBERED = 4096

_MANY = re.compile(r"([万亿]+)(.*)")
_POWER = re.compile(r"(.*?)\^?(-?[1-9])?")
_SINGLE = re.compile(
    rf"({'|'.join([*PREFIXES, 'K'])})?({'|'.join(sorted([*BASES, *WRITTEN], key=len, reverse=True))})"
)


@lru_cache(maxsize=REMEMBERED)
def level(unit: str) -> tuple[str, int]:
    """The base unit, and which power of ten of it one of this unit is: ("Pa", 6) of MPa, ("次", 4) of 万次."""
    text = "".join(unicodedata.normalize("NFKC", unit).split())
    ten = 0
    if many := _MANY.fullmatch(text):
        ten, text = sum(MANY[each] for each in many[1]), many[2]
    if text in PARTS:
        return PARTS[text][0], ten + PARTS[text][1]
    above, *below = text.split("/")
    if len(below) > 1:
        return text, ten
    parts = [_product(each) for each in (above, *below)]
    names = "/".join(name for name, _ in parts)
    return names, ten + parts[0][1] - sum(power for _, power in parts[1:])


def _product(text: str) -> tuple[str, int]:
    """A product of units, each of which may stand in a power."""
    names, ten = [], 0
    for each in re.split(r"[·⋅・*]", text):
        word, power = _POWER.fullmatch(each).groups()
        name, its = _single(word)
        names.append(name + (power or ""))
        ten += its * int(power or 1)
    return "·".join(names), ten


def _single(word: str) -> tuple[str, int]:
    if word in BASES:
        return word, 0
    found = _SINGLE.fullmatch(word)
    if found is None:
        return word, 0
    prefix, base = found.groups()
    if base in LOUD and prefix not in ("G", "M", "k", "K", "T"):
        return word, 0
    return WRITTEN.get(base, base), {**PREFIXES, "K": 3}[prefix] if prefix else 0
