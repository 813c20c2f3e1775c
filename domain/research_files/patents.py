"""What a patent's number, kind and state say, as offices and search services write them.

Chinese numbers: ZC 0006-2003 (application: year, kind, serial number, check digit) and ZC 0007-2012 (letter of the
publication: A, B inventions; U, Y utility models; S, D designs).
"""

import re
import unicodedata
from datetime import date

from db.research_vocabulary import PatentKind, PatentState
from domain.research_files.found import FoundPatent

_APPLICATION = re.compile(r"(?:CN|ZL)?((?:19|20)\d\d)([123589])\d{7}[\dX]?")
_PUBLICATION = re.compile(r"(?:CN|US|EP|WO|JP|KR|DE|GB|FR|TW|PCT)[A-Z]?\d{5,13}([A-Z]?)\d?")
_BY_DIGIT = {"1": PatentKind.INVENTION, "8": PatentKind.INVENTION, "5": PatentKind.INVENTION}
_BY_DIGIT |= {"2": PatentKind.UTILITY_MODEL, "9": PatentKind.UTILITY_MODEL, "3": PatentKind.DESIGN}
_BY_LETTER = {"U": PatentKind.UTILITY_MODEL, "Y": PatentKind.UTILITY_MODEL}
_BY_LETTER |= {"S": PatentKind.DESIGN, "D": PatentKind.DESIGN}
_KINDS = (
    (PatentKind.SOFTWARE, ("软件", "软著", "software", "copyright")),
    (PatentKind.UTILITY_MODEL, ("实用新型", "新型", "utility")),
    (PatentKind.DESIGN, ("外观", "design")),
    (PatentKind.INVENTION, ("发明", "invention")),
)
_STATES = (  # the first that occurs: what has ended was in force before, and "inactive" holds "active"
    (
        PatentState.LAPSED,
        "失效 无效 无权 终止 撤回 视撤 撤销 驳回 放弃 届满 未缴年费 lapse expir ceased withdrawn inactive notactive "
        "notinforce revoked abandoned discontinued terminated refused rejected dead invalid surrendered cancel",
    ),
    (
        PatentState.PENDING,
        "未授权 待授权 未登记 审中 在审 实质审查 pending notgranted notyet notregistered unregistered pregrant "
        "intention intended",
    ),
    (
        PatentState.GRANTED,
        "授权 专利权维持 grant registered",
    ),  # "application granted" is no application any more
    (PatentState.PENDING, "申请 受理 公布 application"),
    (PatentState.GRANTED, "有效 有权 登记 patented active inforce"),
)
_STILL = re.compile(  # words of an end that is still to come, or that has not come
    r"(adjusted|anticipated)expiration|expires|expiration(date|on|at)?[:：]?(?=\d)|届满日"
    r"|(not|un)(lapsed|expired)|未(失效|届满|过期|终止)"
)


def patent(
    *,
    number: str,
    publication: str = "",
    kind: str = "",
    state: str = "",
    name: str = "",
    filed_on: date | None = None,
) -> FoundPatent | None:
    """The patent of these words; nothing where there is no number."""
    told = level(number) or level(publication)
    if not told:
        return None
    return FoundPatent(
        number=told,
        kind=_kind(kind, told, level(publication)),
        state=_state(state, level(publication) or told),
        name=name,
        filed_on=filed_on,
    )


def level(number: str) -> str:
    """A number without gaps, dots and small letters, so that the same patent has the same key everywhere."""
    bare = re.sub(r"[\s./\-_,:：]", "", unicodedata.normalize("NFKC", number)).upper()
    bare = bare.removeprefix("申请号").removeprefix("公开号")
    known = _APPLICATION.fullmatch(bare)
    return f"CN{bare.removeprefix('CN').removeprefix('ZL')}" if known else bare[:60]


def is_number(text: str) -> bool:
    """Whether a text looks like the number of a patent and like nothing else."""
    told = level(text)
    return bool(_APPLICATION.fullmatch(told) or _PUBLICATION.fullmatch(told))


def _kind(said: str, *numbers: str) -> PatentKind:
    for kind, words in _KINDS:
        if any(word in said.lower() for word in words):
            return kind
    for number in numbers:
        if "SR" in number:
            return PatentKind.SOFTWARE
        if found := _APPLICATION.fullmatch(number):
            return _BY_DIGIT[found[2]]
        if found := _PUBLICATION.fullmatch(number):
            return _BY_LETTER.get(found[1], PatentKind.INVENTION)
    return PatentKind.INVENTION


def _state(said: str, number: str) -> PatentState:
    bare = _STILL.sub("", re.sub(r"[\s-]", "", said.lower()))
    for state, words in _STATES:
        if any(word in bare for word in words.split()):
            return state
    found = _PUBLICATION.fullmatch(number)
    is_granted = found and found[1] in ("B", "C", "U", "Y", "S", "D")
    return PatentState.GRANTED if is_granted else PatentState.PENDING
