"""Fields of a judged folder that name readiness, budget, industry, area, target figures and room in the team's year are
scored as the product scores them; what cannot be read so stays among the words."""

import json

import pytest

from domain.matching.judging import named, reading, trial
from domain.matching.judging.collection import Told
from domain.matching.judging.named import Places
from domain.matchmaking import fields
from domain.matchmaking.fields import Beside, Fields
from launch import evaluating

PLACES = Places(
    industries={"泵": "344"},
    areas={"龙湾区": "330303", "lucheng": "330302"},
    near={"330303": frozenset({"330302"})},
)
WORDS = "低温阀门密封"


def figure(name, relation, value, unit=""):
    return {"name": name, "relation": relation, "value": value, "unit": unit}


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ({"readiness": 6}, Fields(readiness=6)),
        ({"trl": "TRL 6"}, Fields(readiness=6)),
        ({"least_readiness": "6级"}, Fields(readiness=6)),
        ({"成熟度": "6"}, Fields(readiness=6)),
        ({"budget": 500_000}, Fields(money=500_000)),
        ({"Budget": "50 万元"}, Fields(money=500_000)),
        ({"price": 1e6}, Fields(money=1_000_000)),
        ({"预算（万元）": 50}, Fields(money=500_000)),
        ({"industry": "344"}, Fields(industry_codes=("344",))),
        ({"industry_codes": ["C3443", 19]}, Fields(industry_codes=("3443", "19"))),
        ({"industry": "泵；195"}, Fields(industry_codes=("344", "195"))),
        ({"area": "330302"}, Fields(area_code="330302")),
        ({"area": 330302}, Fields(area_code="330302")),
        ({"area": "Lucheng"}, Fields(area_code="330302")),
        ({"地区": "龙湾区"}, Fields(area_code="330303", near=frozenset({"330302"}))),
        ({"team_capacity": 3, "taken": 3}, Fields(beside=Beside(capacity=3, taken=3))),
        (
            {"target_figures": "泄漏率 ≤ 0.01 %\n寿命 不低于 10 年"},
            Fields(targets=(figure("泄漏率", "<=", 0.01, "%"), figure("寿命", ">=", 10.0, "年"))),
        ),
        (
            {"targets": [{"name": "leak", "relation": "<=", "value": 0.01, "unit": "%"}]},
            Fields(targets=(figure("leak", "<=", 0.01, "%"),)),
        ),
        (
            {"targets": {"name": "leak", "relation": "at most", "value": "2"}},
            Fields(targets=(figure("leak", "<=", 2.0),)),
        ),
    ],
)
def test_fields_are_read_as_the_platforms_own_files_are(said, meant):
    found, left = named.taken_apart({"id": "one", "text": WORDS} | said, PLACES)
    assert found == meant
    names = [each["name"] for each in meant.targets]
    rest = dict.fromkeys(said, names) if names else {}
    assert left == {"id": "one", "text": WORDS} | rest


@pytest.mark.parametrize(
    "said",
    [
        {"readiness": "a pilot line runs at 2 customers"},
        {"readiness": 11},
        {"readiness": True},
        {"readiness": None},
        {"budget": "as agreed"},
        {"budget": {"from": 3}},
        {"budget": "面议"},
        {"industry": "泵阀"},
        {"industry": []},
        {"area": "somewhere"},
        {"targets": "as tight as possible"},
        {"targets": [{"name": "leak"}, None, [[]]]},
        {"team_capacity": "three"},
        {"team_capacity": float("inf")},
        {"keywords": ["阀门"], "year": 2024, "size": 344},
    ],
)
def test_what_cannot_be_read_as_a_field_stays_among_the_words(said):
    assert named.taken_apart(said, PLACES) == (Fields(), said)


def test_parts_that_cannot_be_read_stay_among_the_words_and_names_of_figures_too():
    said = {"industry": ["344", "泵阀"], "targets": ["泄漏率 ≤ 0.01 %", "耐低温"]}
    found, left = named.taken_apart(said, PLACES)
    assert found.industry_codes == ("344",) and len(found.targets) == 1
    assert left == {"industry": ["泵阀"], "targets": ["泄漏率", "耐低温"]}


@pytest.fixture
def folder(tmp_path):
    """Two records that say the same, of which the one further down fits by its field."""

    def written(ours, *its):
        rows = [{"id": f"d{n}", "text": WORDS} | each for n, each in enumerate(its)]
        others = [{"id": f"o{n}", "text": "水泵叶轮铸造"} for n in range(4)]
        write(tmp_path / "docs.jsonl", rows + others)
        write(tmp_path / "queries.jsonl", [{"id": "q", "text": WORDS} | ours])
        (tmp_path / "qrels.tsv").write_text("q\td1\t1\n")
        return reading.read(tmp_path, PLACES)

    return written


def write(path, rows):
    lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    path.write_text("".join(lines), encoding="utf-8")


@pytest.mark.parametrize(
    ("ours", "other", "fitting"),
    [
        ({"readiness": 7}, {"readiness": 3}, {"readiness": 8}),
        ({"budget": 100_000}, {"price": 200_000}, {"price": "9万元"}),
        ({"industry": "344"}, {"industry": "195"}, {"fields": {"industry": ["3443"]}}),
        ({"area": "龙湾区"}, {"area": "330104"}, {"area": "lucheng"}),
        ({"targets": "泄漏率 ≤ 1 %"}, {"targets": "泄漏率 = 2 %"}, {"targets": "泄漏率 = 1 %"}),
        ({}, {"team_capacity": 2, "taken": 2}, {"team_capacity": 2, "taken": 1}),
    ],
)
def test_each_field_orders_what_the_words_have_found(folder, ours, other, fitting):
    found = trial.contestant(folder(ours, other, fitting), trial.ENGINE)
    assert found["ndcg@10"] == 1.0
    assert trial.contestant(folder({}, {}, {}), trial.ENGINE)["ndcg@10"] < 1


def test_they_add_to_the_score_what_the_product_adds(folder):
    ours, its = {"readiness": 7, "budget": 100}, {"readiness": 3, "price": 200}
    plain, fielded = folder({}, {}, {}), folder(ours, its, its)
    expected = sum(
        part.value
        for part in fields.parts(*(Fields(readiness=7, money=100), Fields(readiness=3, money=200)))
    )
    assert scores(fielded)["d0"] - scores(plain)["d0"] == pytest.approx(expected, abs=1e-6)
    assert scores(fielded)["o0"] == scores(plain)["o0"] == 0


def scores(judged):
    index, asked = trial.Index(), trial._Trial(judged)
    index.build([(id, judged.words_of_document(id)) for id in asked.ids])
    [row] = trial._engine(index, asked)
    return dict(zip(asked.ids, row.tolist(), strict=True))


def test_rivals_read_all_of_it_as_words_and_the_engine_what_is_no_field(folder):
    judged = folder({"industry": "344"}, {"industry": ["344", "泵阀"], "trl": "TRL 6"}, {})
    assert judged.documents["d0"] == f"{WORDS}\n344 泵阀\nTRL 6"
    assert judged.told_of_documents == {
        "d0": Told(f"{WORDS}\n泵阀", Fields(industry_codes=("344",), readiness=6))
    }
    assert judged.words_of_document("d0") == f"{WORDS}\n泵阀"
    assert judged.words_of_document("d1") == judged.documents["d1"] == WORDS
    assert (judged.words_of_query("q"), judged.queries["q"]) == (WORDS, f"{WORDS}\n344")


def test_the_command_knows_industries_and_areas_by_their_names():
    places = evaluating._places()
    assert places.areas["鹿城区"] == places.areas["lucheng"] == "330302"
    assert places.industries["水产品加工"] == "136"
    assert "330303" in places.near["330302"]
