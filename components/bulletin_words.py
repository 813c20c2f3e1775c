"""A bulletin in words, in the reader's language: the page and every file are set from the same texts."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from components import bulletin_figures, bulletin_order, figure_words, title_files
from components.moments import moment
from components.session import language
from components.texts import listed, t, term
from db.assessment_vocabulary import Gauge
from db.indicator_vocabulary import Earlier, Indicator
from db.vocabulary import ServiceField
from domain.bulletin import pictures
from domain.bulletin.facts import for_outside, is_without
from domain.bulletin.telling import Part, Row, Table, Told
from domain.queries.bulletins import BulletinShown

Facts = Mapping[str, Any]


def told(shown: BulletinShown, *, with_pictures: bool = False, is_public: bool = False) -> Told:
    """All of it; `is_public`: without what is internal. Raises NoFont where pictures are wanted and the machine has no
    Chinese font."""
    if is_public:
        shown = replace(shown, facts=for_outside(shown.facts))
    parts = [
        part
        for part in (
            _foreword(shown),
            bulletin_figures.totals(shown.facts),
            bulletin_order.ranking(shown),
            bulletin_order.corrections(shown),
            _gauges(shown),
            _topics(shown),
            _cases(shown),
            bulletin_order.honours(shown),
            _overdue(shown),
            _notes(shown),
            _closing(shown),
        )
        if part is not None and not (is_public and part.is_internal)
    ]
    return Told(
        title=shown.title,
        subtitle=t("Wenzhou SME Service Platform"),
        parts=tuple(_numbered(parts)),
        foot=foot(shown),
        language=language(),
        pictures=_pictures(shown) if with_pictures else (),
    )


def month(shown: BulletinShown) -> str:
    return figure_words.month(shown.month)


def foot(shown: BulletinShown) -> str:
    """As of when, and by which assessment."""
    as_of = t("Figures as of {at}.", at=moment(shown.drawn_at))
    digest = shown.facts["digest"]
    if is_without(shown.facts):
        return f"{as_of} {t('The month was not assessed.')}"
    if not digest:
        return f"{as_of} {t('The assessment of the month was preliminary.')}"
    scheme = shown.facts["scheme_number"]
    words = t("Assessment as published, scheme {n}, {digest}…", n=scheme, digest=digest[:12])
    day = bulletin_order.corrected_on(shown)
    later = t("Corrected on {day}.", day=day) if day else ""
    return " ".join(filter(None, (as_of, words, later)))


def _numbered(parts: list[Part]) -> list[Part]:
    numerals = t("1 2 3 4 5 6 7 8 9 10 11").split()
    sign = "\u3001" if language() == "zh" else ". "
    numbered = zip(numerals[: len(parts)], parts, strict=True)
    return [_titled(part, f"{n}{sign}{part.title}") for n, part in numbered]


def _titled(part: Part, title: str) -> Part:
    return Part(part.name, title, part.texts, part.tables, part.is_internal)


def _foreword(shown: BulletinShown) -> Part | None:
    texts = _paragraphs(shown.foreword)
    return Part("foreword", t("Foreword"), texts) if texts else None


def _closing(shown: BulletinShown) -> Part | None:
    texts = _paragraphs(shown.closing)
    return Part("closing", t("Closing words"), texts) if texts else None


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("\n") if part.strip())


def _gauges(shown: BulletinShown) -> Part | None:
    found = shown.facts.get("title")
    if not found:
        return None
    head = (t("Condition"), t("Wanted"), t("Reached"), t("Met"))
    rows = tuple(_gauge(each) for each in found["gauges"])
    rules = found["rules_zh"] if language() == "zh" else found["rules"]
    texts = (t("This year so far, measured by {rules}.", rules=rules),)
    ends = [each["until"] for each in found["gauges"] if each.get("until")]
    texts += tuple(title_files.only_until(date.fromisoformat(day)) for day in ends)
    table = Table(head, rows, (4, 2, 2, 2))
    return Part("gauges", t("Towards the national title"), texts, (("", table),), is_internal=True)


def _gauge(each: Facts) -> Row:
    least, value = (
        "–" if number is None else f"{number:.1%}" if each["is_share"] else f"{number:,.0f}"
        for number in (each["least"], each["value"])
    )
    is_met = t("met") if each["is_met"] else t("not met yet")
    is_known = each["value"] is not None
    return (term(Gauge(each["gauge"])), least, value, is_met if is_known else t("not recorded yet"))


def _topics(shown: BulletinShown) -> Part:
    rows = tuple(_topic(shown, each) for each in shown.facts["topics"])
    if not rows:
        texts = (t("No topic was raised by three enterprises or more."),)
        return Part("topics", t("What enterprises asked about"), texts)
    head = (t("Topic"), t("Demands"), term(Earlier.MONTH), t("Field"), t("Where most"))
    table = Table(head, rows, (4, 2, 2, 3, 4))
    texts = ()
    if any(each["is_estimate"] for each in shown.facts["topics"]):
        texts = (t("Estimated from a sample of the demands."),)
    return Part("topics", t("What enterprises asked about"), texts, (("", table),))


def _topic(shown: BulletinShown, each: Facts) -> Row:
    return (
        listed(each["words"]),
        f"{each['many']:,}",
        f"{each['before']:,}",
        _field(each["field"]),
        listed(bulletin_order.area(shown, code) for code in each["areas"]),
    )


def _cases(shown: BulletinShown) -> Part | None:
    if not shown.cases:
        return None
    texts = tuple(
        t("Case: {title}. {text}", title=each["title"], text=each["text"]) for each in shown.cases
    )
    return Part("cases", t("Typical cases"), texts)


def _overdue(shown: BulletinShown) -> Part:
    title, many = t("Overdue orders"), shown.facts["overdue_many"]
    if not many:
        texts = (t("No order is more than five working days past its chase notice."),)
        return Part("overdue", title, texts, is_internal=True)
    rows = tuple(
        (
            each["number"],
            _field(each.get("field")),
            each["unit"] if language() == "zh" else each["unit_en"],
            bulletin_order.area(shown, each["area"]),
            each["promised_on"],
            str(each["days"]),
        )
        for each in shown.facts["overdue"]
    )
    head = (t("Number"), t("Field"), t("Unit"), t("Area"), t("Promised for"), t("Days over"))
    texts = (t("{n} orders are long overdue.", n=many),)
    if many > len(rows):
        texts += (t("The {n} oldest are named.", n=len(rows)),)
    table = Table(head, rows, (3, 3, 4, 2, 2, 1))
    return Part("overdue", title, texts, (("", table),), is_internal=True)


def _field(code: str | None) -> str:
    return term(ServiceField(code)) if code else "–"


def _notes(shown: BulletinShown) -> Part | None:
    if not shown.facts["notes"]:
        return None
    texts = tuple(
        t("{who} says: {text}", who=bulletin_order.area(shown, each["area"]), text=each["text"])
        for each in shown.facts["notes"]
    )
    return Part("notes", t("What the sub-platforms say"), texts, is_internal=True)


def _pictures(shown: BulletinShown) -> tuple[tuple[str, bytes], ...]:
    months = shown.facts["curve"]
    many, share = Indicator.RECEIVED, Indicator.ON_TIME_CLOSING
    names = [f"{date.fromisoformat(each['month'] + '-01'):%y-%m}" for each in months]
    curve = pictures.curve(
        names,
        [each[many.value] for each in months],
        [each[share.value] for each in months],
        title=t("Twelve months"),
        many_name=term(many),
        share_name=term(share),
        few=[bulletin_figures.is_few(each, share) for each in months],
        few_name=t("few records"),
    )
    places = sorted(
        shown.facts["by_area"],
        key=lambda each: (each[share.value] is None, -(each[share.value] or 0)),
    )
    bars = [
        pictures.Bar(
            bulletin_order.area(shown, each["area"]),
            each[share.value],
            bulletin_figures.of(each, share),
        )
        for each in places
    ]
    ranked = pictures.ranked(bars, title=term(share), is_share=True)
    return (("totals", curve), ("ranking", ranked))
