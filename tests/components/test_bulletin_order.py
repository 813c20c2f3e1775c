"""A bulletin's order in words: ranks with places won or lost, what was corrected, every part with its number."""

from datetime import date, datetime

import pytest

from components import bulletin_order, bulletin_words
from components.session import speaking
from db.bulletin_vocabulary import BulletinStage
from domain.bulletin import facts as documents
from domain.bulletin.telling import NAMES
from domain.clock import LOCAL
from domain.queries.bulletins import BulletinShown

AREAS = {"330302": ("鹿城区", "Lucheng"), "330303": ("龙湾区", "Longwan")}


def place(area, rank, before=None, **said):
    known = {"area": area, "rank": rank, "rank_before": before, "of": 2, "total": "96.5"}
    known |= {"change": "1.25", "volume": 100, "ranked_by": "91.2", "standing": "excellent"}
    return known | {"has_card": False, "honours": []} | said


def stand(total, rank, *, has_card=False, honours=()):
    return {"total": total, "rank": rank, "has_card": has_card, "honours": list(honours)}


MOVED = {
    "area": "330302",
    "was": stand("88", 2, has_card=True),
    "now": stand("96.5", 1, honours=["first"]),
}
CORRECTION = {"month": "2026-10", "number": 1, "on": "2026-11-09", "reason": "申诉成立"}
FACTS = {
    "month": "2026-10",
    "digest": "a" * 64,
    "scheme_number": 0,
    "totals": [],
    "curve": [],
    "by_area": [],
    "topics": [],
    "overdue": [],
    "overdue_many": 0,
    "notes": [{"area": "330303", "text": "台风停工"}],
    "title": {"rules": "MIIT", "rules_zh": "工信部", "gauges": []},
    "groups": [
        {
            "key": "middle",
            "name": "第二组",
            "name_en": "Group two",
            "places": [
                place("330302", 1, 2, honours=["first"]),
                place("330303", 2, 1),
            ],
        }
    ],
    "corrections": [CORRECTION | {"moved": [MOVED]}],
}
SHOWN = BulletinShown(
    id=1,
    version=1,
    month=date(2026, 10, 1),
    stage=BulletinStage.SENT,
    facts=FACTS,
    areas=AREAS,
    title="十月通报",
    foreword="总体平稳。",
    closing="下月加强督办。",
    cases=({"title": "联办", "text": "三天办结。"},),
    drawn_at=datetime(2026, 11, 10, 9, tzinfo=LOCAL),
    approved_at=None,
    may_edit=False,
)


def with_facts(**changes):
    return BulletinShown(**(vars(SHOWN) | {"facts": FACTS | changes}))


def test_every_part_that_a_bulletin_may_have_is_told_with_a_number_of_its_own():
    for language, first, last in (("zh", "一、", "十一、"), ("en", "1. ", "11. ")):
        with speaking(language):
            parts = bulletin_words.told(SHOWN).parts
        assert tuple(part.name for part in parts) == NAMES
        assert parts[0].title.startswith(first) and parts[-1].title.startswith(last)


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [(2, 3, "2 (↑1)"), (5, 1, "5 (↓4)"), (1, 1, "1 (→)"), (4, None, "4"), (None, 2, "–")],
)
def test_a_rank_tells_the_places_won_or_lost(now, before, said):
    [group] = FACTS["groups"]
    shown = with_facts(groups=[group | {"places": [place("330302", now, before)]}])
    with speaking("en"):
        [(_, table)] = bulletin_order.ranking(shown).tables
    assert table.rows[0][1] == said


def test_a_bulletin_that_was_drawn_before_ranks_were_compared_tells_the_rank_alone():
    [group] = FACTS["groups"]
    older = {name: value for name, value in place("330302", 1).items() if name != "rank_before"}
    with speaking("en"):
        part = bulletin_order.ranking(with_facts(groups=[group | {"places": [older]}]))
        facts = {name: value for name, value in FACTS.items() if name != "corrections"}
        shown = BulletinShown(**(vars(SHOWN) | {"facts": facts}))
        assert bulletin_order.corrections(shown) is None
    [(_, table)] = part.tables
    assert table.rows[0][1] == "1" and part.texts == ()


@pytest.mark.parametrize(
    ("language", "words", "row"),
    [
        (
            "en",
            ("October 2026, correction 1, made on", "Reason: 申诉成立.", "The order above is the"),
            ("Lucheng", "88.00 → 96.50", "2 → 1", "yellow card taken back, commended: "),
        ),
        (
            "zh",
            ("2026 年 10 月考核第 1 次更正", "原因：申诉成立。", "以上排名为更正后的结果。"),
            ("鹿城区", "88.00 → 96.50", "2 → 1", "撤销黄牌、新增表扬“"),
        ),
    ],
)
def test_a_correction_tells_its_day_why_and_who_moved(language, words, row):
    with speaking(language):
        part = bulletin_order.corrections(SHOWN)
        foot = bulletin_words.foot(SHOWN)
    [text], [(_, table)] = part.texts, part.tables
    assert all(each in text for each in words) and "9" in foot.split("…")[-1]
    assert table.rows[0][:3] == row[:3] and table.rows[0][3].startswith(row[3])


def test_outside_nobody_reads_why_or_of_a_card_and_a_month_before_is_told_as_such():
    earlier = CORRECTION | {"month": "2026-09", "moved": [MOVED | {"now": stand("88", 2)}]}
    outside = documents.for_outside(FACTS | {"corrections": [earlier]})
    with speaking("en"):
        part = bulletin_order.corrections(with_facts(**outside))
    [text] = part.texts
    assert "September 2026" in text and "申诉成立" not in text and "The order above" not in text
    assert "Nobody's rank became another." in text and part.tables == ()


def outside(*places, moved=MOVED):
    """The order and the corrections of the copy for outside, in English: every word of their tables."""
    [group] = FACTS["groups"]
    told = FACTS | {
        "groups": [group | {"places": list(places)}],
        "corrections": [CORRECTION | {"moved": [moved]}],
    }
    with speaking("en"):
        shown = with_facts(**documents.for_outside(told))
        [(_, order)] = bulletin_order.ranking(shown).tables
        [(_, corrected)] = bulletin_order.corrections(shown).tables
    return order, corrected


def test_outside_nothing_tells_who_is_below_the_mark():
    passed = place("330302", 1, standing="passed", total="90", ranked_by="90", change="0.5")
    below = place("330303", 2, standing="below", total="89.99", ranked_by="89.99", change="-8")
    order, _ = outside(passed, below)
    # But for who and which rank, the two read alike.
    assert [row[2:] for row in order.rows] == [order.rows[0][2:]] * 2
    unranked = [place(each["area"], None, standing="not_ranked") for each in (passed, below)]
    assert {row[2:] for row in outside(*unranked)[0].rows} == {order.rows[0][2:]}


def test_outside_who_is_excellent_is_told_and_nobodys_points():
    order, corrected = outside(place("330302", 1), place("330303", 2, standing="passed"))
    assert [row[-1] for row in order.rows] == ["Excellent", "–"]
    for table in (order, corrected):
        assert all(len(row) == len(table.head) == len(table.widths) for row in table.rows)
        assert "Points" not in table.head and "." not in " ".join(sum(table.rows, ()))
    assert corrected.rows[0][:2] == ("Lucheng", "2 → 1")


def test_inside_the_order_keeps_its_points():
    with speaking("en"):
        [(_, table)] = bulletin_order.ranking(SHOWN).tables
    assert table.head[3:6] == ("Points", "Ranked by", "Against the month before")
    assert table.rows[0][3:6] == ("96.50", "91.20", "+1.25")
