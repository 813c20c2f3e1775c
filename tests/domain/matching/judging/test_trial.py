"""The whole way of `evaluate matching`: a folder in, figures out."""

import json

import pytest

from domain.matching.judging import collection, trial
from launch import evaluating
from launch.saying import Stop
from tests.domain.matching.texts import NEEDS, RESULTS


@pytest.fixture
def folder(tmp_path):
    write(tmp_path, "docs.jsonl", [{"id": id, "text": text} for id, text in RESULTS.items()])
    write(tmp_path, "queries.jsonl", [{"id": id, "text": text} for id, text in NEEDS.items()])
    (tmp_path / "qrels.tsv").write_text("".join(f"{id}\t{id}\t1\n" for id in NEEDS))
    return tmp_path


def write(folder, name, rows):
    lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (folder / name).write_text("".join(lines), encoding="utf-8")


def test_the_engine_and_all_its_rivals_are_measured(folder):
    found = trial.run(collection.read(folder))
    assert found["ndcg@10"] == 1.0 and found["recall@100"] == 1.0
    assert set(found["rivals"]) == {"bm25s_words", "bm25s_bigrams", "tfidf", "lsa", "fusion"}
    for figures in (found, *found["rivals"].values()):
        assert {"ndcg@10", "recall@100", "map", "seconds_to_index"} <= set(figures)
    assert found["rivals"]["bm25s_words"]["ndcg@10"] < 1  # it does not cross the languages
    assert found["peak_memory_mb"] > 0 and "auc" not in found


def test_with_grades_that_say_no_pairs_are_compared(folder):
    with (folder / "qrels.tsv").open("a") as file:
        file.writelines(f"{id}\tpaper\t0\n" for id in NEEDS)
    assert trial.run(collection.read(folder))["auc"] == 1.0


def test_what_was_told_is_left_out_of_rankings_and_judgements(folder):
    with (folder / "qrels.tsv").open("a") as file:
        file.write("seal\tbreaker\t1\n")
    (folder / "feedback.tsv").write_text("seal\tseal\t1\nseal\tpaper\t0\n")
    found = trial.run(collection.read(folder))
    assert found["queries"] == len(NEEDS)
    assert "without_feedback" in found and found["graded"] is None
    assert found["graded_because"] == "too few grades to learn from"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("docs.jsonl", '{"id": 1}\n', "docs.jsonl, line 1"),
        ("docs.jsonl", "[]\n", "docs.jsonl, line 1"),
        ("queries.jsonl", "no json\n", "queries.jsonl, line 1"),
        ("qrels.tsv", "a b c\n", "qrels.tsv, line 1"),
        ("qrels.tsv", "seal\tseal\tgood\n", "qrels.tsv, line 1"),
        ("qrels.tsv", "", "no query has a relevant document"),
    ],
)
def test_a_folder_that_is_none_is_refused_with_the_line(folder, name, text, said):
    (folder / name).write_text(text)
    with pytest.raises(Stop, match=said):
        evaluating.matching(folder, as_json=True)


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(Stop, match="docs.jsonl"):
        evaluating.matching(tmp_path / "nowhere", as_json=False)


def test_the_figures_are_printed_as_one_object_or_as_a_table(folder, capsys):
    assert evaluating.matching(folder, as_json=True) == 0
    assert json.loads(capsys.readouterr().out)["documents"] == len(RESULTS)
    assert evaluating.matching(folder, as_json=False) == 0
    assert "bm25s_bigrams" in capsys.readouterr().out
