"""The order of the sub-platforms in a bulletin, in words: how ranks moved, commendations, what was corrected."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from components import figure_words, moments
from components.session import language
from components.texts import listed, sentences, t, term
from db.assessment_vocabulary import Honour, Standing
from domain.bulletin import ranking as order
from domain.bulletin.facts import is_without
from domain.bulletin.telling import Part, Row, Table
from domain.queries.bulletins import BulletinShown

Facts = Mapping[str, Any]


def area(shown: BulletinShown, code: str) -> str:
    zh, en = shown.areas.get(code, (code, code))
    return zh if language() == "zh" else en


def ranking(shown: BulletinShown) -> Part:
    """Group by group, with the yellow cards."""
    if is_without(shown.facts):
        texts = (t("The month was not assessed: there is no order, no card and no commendation."),)
        return Part("ranking", t("The order of the sub-platforms"), texts)
    groups = shown.facts["groups"]
    places = [place for group in groups for place in group["places"]]
    has_points = any(place["total"] is not None for place in places)  # a copy for outside has none
    points = (t("Points"), t("Ranked by"), t("Against the month before")) if has_points else ()
    # The name first: on a telephone it is the head of its line.
    head = (t("Sub-platform"), t("Rank"), t("Demands"), *points, t("Standing"))
    wide = (6, 3, 4, *(4 for _ in points), 4)
    tables = tuple(
        (
            _group(group),
            Table(
                head,
                tuple(_place(shown, each, has_points=has_points) for each in group["places"]),
                wide,
            ),
        )
        for group in groups
    )
    cards = [area(shown, place["area"]) for place in places if place["has_card"]]
    texts = (t("Yellow card: {who}.", who=listed(cards)),) if cards else ()
    if any(place.get("rank_before") for place in places):
        texts += (t("Beside a rank: how many places were won (↑) or lost (↓) since last month."),)
    return Part("ranking", t("The order of the sub-platforms"), texts, tables)


def commended(shown: BulletinShown, found: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Who is commended for what, in words: (name, reason)."""
    return [(area(shown, code), term(Honour(honour))) for code, honour in found]


def honours(shown: BulletinShown) -> Part | None:
    found = commended(shown, order.commended(shown.facts))
    if not found:
        return None
    table = Table((t("Sub-platform"), t("Commended for")), tuple(found), (3, 5))
    return Part("honours", t("Commendations"), (), (("", table),))


def corrections(shown: BulletinShown) -> Part | None:
    """What was corrected of this month's order, and of the orders that earlier bulletins told."""
    found = shown.facts.get("corrections")
    if not found:
        return None
    texts, tables = [], []
    for each in found:
        has_points = any(moved["now"]["total"] is not None for moved in each["moved"])
        points = (t("Points"),) if has_points else ()
        head = (t("Sub-platform"), *points, t("Rank"), t("What it changes"))
        rows = tuple(
            row for moved in each["moved"] if (row := _moved(shown, moved, has_points=has_points))
        )
        texts.append(_corrected(shown, each, is_moved=bool(rows)))
        if rows:
            wide = (3, *(3 for _ in points), 2, 5)
            tables.append((_name(each), Table(head, rows, wide)))
    return Part("corrections", t("Corrections"), tuple(texts), tuple(tables))


def corrected_on(shown: BulletinShown) -> str:
    """When the order was last corrected that this bulletin tells; empty: it is as it was published."""
    own = [
        each
        for each in shown.facts.get("corrections") or ()
        if each["month"] == shown.facts["month"]
    ]
    return moments.day(date.fromisoformat(own[-1]["on"])) if own else ""


def _group(group: Facts) -> str:
    if not group["key"]:
        return t("Measured, not ranked: too few demands")
    return group["name"] if language() == "zh" else group["name_en"]


def _place(shown: BulletinShown, each: Facts, *, has_points: bool) -> Row:
    change = "–" if each["change"] is None else f"{float(each['change']):+.2f}"
    points = (_points(each["total"]), _points(each.get("ranked_by")), change)
    return (
        area(shown, each["area"]),
        _rank(each["rank"], each.get("rank_before")),
        f"{each['volume']:,}",
        *(points if has_points else ()),
        term(Standing(each["standing"])) if each["standing"] else "–",
    )


def _rank(now: int | None, before: int | None) -> str:
    """A rank with the places won or lost, such as "2 (↑1)"; ranks of two groups do not compare."""
    if now is None:
        return "–"
    if before is None:
        return str(now)
    moved = before - now
    sign = f"↑{moved}" if moved > 0 else f"↓{-moved}" if moved else "→"
    return f"{now} ({sign})"


def _points(said: str | None) -> str:
    return "–" if said is None else f"{float(said):.2f}"


def _name(each: Facts) -> str:
    of = date.fromisoformat(f"{each['month']}-01")
    return t("{month}, correction {n}", month=figure_words.month(of), n=each["number"])


def _corrected(shown: BulletinShown, each: Facts, *, is_moved: bool) -> str:
    day = moments.day(date.fromisoformat(each["on"]))
    is_own = each["month"] == shown.facts["month"]
    return sentences(
        t("{what}, made on {day}.", what=_name(each), day=day),
        t("Reason: {why}.", why=each["reason"].rstrip(".。")) if each["reason"] else "",
        t("The order above is the corrected one.") if is_own else "",
        "" if is_moved else _nobody(each),
    )


def _nobody(each: Facts) -> str:
    """That nobody was moved by a correction; of points only where nobody's became another, which are not told
    outside."""
    if each["moved"]:
        return t("Nobody's rank became another.")
    return t("Nobody's points or rank became another.")


def _moved(shown: BulletinShown, moved: Facts, *, has_points: bool) -> Row | None:
    """One sub-platform before and after; none where nothing became another that this reader is told."""
    was, now = moved["was"], moved["now"]
    if was == now:
        return None
    ranks = [str(each["rank"] or "–") for each in (was, now)]
    return (
        area(shown, moved["area"]),
        *((_arrow(_points(was["total"]), _points(now["total"])),) if has_points else ()),
        _arrow(*ranks),
        listed(_follows(was, now)) or "–",
    )


def _arrow(was: str, now: str) -> str:
    return now if was == now else f"{was} → {now}"


def _follows(was: Facts, now: Facts) -> list[str]:
    found = []
    if was["has_card"] != now["has_card"]:
        found.append(t("yellow card given") if now["has_card"] else t("yellow card taken back"))
    for honour in now["honours"]:
        if honour not in was["honours"]:
            found.append(t("commended: {why}", why=term(Honour(honour))))
    for honour in was["honours"]:
        if honour not in now["honours"]:
            found.append(t("no longer commended: {why}", why=term(Honour(honour))))
    return found
