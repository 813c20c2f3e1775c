"""The whole way of `evaluate matching`: a folder in, figures out."""

import json
import os
from types import SimpleNamespace

import pytest

from domain.matching import judgements
from domain.matching.judging import collection, reading, rivals, trial
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
    found = trial.run(reading.read(folder))
    assert found["ndcg@10"] == 1.0 and found["recall@100"] == 1.0
    assert set(found["rivals"]) == {"bm25s_words", "bm25s_bigrams", "tfidf", "lsa", "fusion"}
    for figures in (found, *found["rivals"].values()):
        assert {"ndcg@10", "recall@100", "map", "seconds_to_index"} <= set(figures)
    assert found["rivals"]["bm25s_words"]["ndcg@10"] < 1  # it does not cross the languages
    assert "auc" not in found


def test_with_grades_that_say_no_pairs_are_compared(folder):
    with (folder / "qrels.tsv").open("a") as file:
        file.writelines(f"{id}\tpaper\t0\n" for id in NEEDS)
    assert trial.contestant(reading.read(folder), trial.ENGINE)["auc"] == 1.0


class Dictated:
    """A rival whose scores are known beforehand, query by query."""

    def build(self, texts):
        self.documents = len(texts)

    def scores(self, queries):
        return iter([[float(score) for score in query.split()] for query in queries])


def test_pairs_of_a_query_without_anything_relevant_are_compared_too(monkeypatch):
    monkeypatch.setitem(rivals.RIVALS, "dictated", Dictated)
    documents = dict.fromkeys("abc", "")
    queries = {"one": ".5 .2 .4", "none": ".1 .3 .9", "unjudged": "9 9 9"}

    def told(**grades):
        judged = collection.Judged(documents, queries, grades)
        found = trial.contestant(judged, "dictated")
        return found["ndcg@10"], found["recall@100"], found.get("auc")

    # .5 fits; .2 does not: above one of one. And .9 of the other query does not: above one of two.
    assert told(one={"a": 1, "b": 0}) == (1, 1, 1)
    assert told(one={"a": 1, "b": 0}, none={"c": 0}) == (1, 1, 0.5)
    # No query holds both sorts; the pairs of both together do: .5 is above .3 and below .9.
    assert told(one={"a": 1}, none={"b": 0, "c": 0}) == (1, 1, 0.5)
    # The lowest grade is above zero: everything is relevant, and 2 is compared with 1.
    assert told(one={"a": 2, "c": 1}, none={"c": 1})[2] == 0.5


@pytest.mark.parametrize(
    ("grades", "edge"),
    [("1 1 1", None), ("0 1 1", 0), ("-1 0 1", 0), ("-1 0 0 2", 0), ("1 2 3", 1), ("0 0 3", 0)],
)
def test_a_pair_fits_above_zero_or_above_the_lowest_where_none_is_zero(folder, grades, edge):
    rows = zip(RESULTS, grades.split(), strict=False)
    write_lines(folder / "qrels.tsv", [f"seal\t{id}\t{grade}" for id, grade in rows])
    assert reading.read(folder).edge == edge


def test_relevant_is_what_is_graded_above_zero_as_trec_eval_has_it(folder):
    write_lines(folder / "qrels.tsv", ["seal\tseal\t3", "seal\tpump\t1", "seal\tpaper\t0"])
    found = trial.contestant(reading.read(folder), trial.ENGINE)
    assert found["recall@100"] == 1.0 and 0.5 < found["map"] < 1


@pytest.mark.parametrize(
    ("texts", "word"),
    [
        ({}, ""),
        (dict.fromkeys(RESULTS, "阀门"), "阀门"),
        ({f"{n}": "valve" for n in range(60)}, "valve"),
    ],
)
def test_documents_that_say_nothing_or_all_the_same_word_are_measured_too(folder, texts, word):
    many = texts or {f"{n}": "" for n in range(60)}
    write(folder, "docs.jsonl", [{"id": id, "text": text} for id, text in many.items()])
    write(folder, "queries.jsonl", [{"id": "q", "text": word}, {"id": "other", "text": "泵"}])
    first = next(iter(many))
    write_lines(folder / "qrels.tsv", [f"q\t{first}\t1", f"other\t{first}\t1"])
    found = trial.run(reading.read(folder))
    for figures in (found, *found["rivals"].values()):
        assert 0 <= figures["ndcg@10"] <= 1
    json.dumps(found, allow_nan=False)


def test_what_was_told_is_left_out_of_rankings_and_judgements(folder):
    with (folder / "qrels.tsv").open("a") as file:
        file.write("seal\tbreaker\t1\n")
    (folder / "feedback.tsv").write_text("seal\tseal\t1\nseal\tpaper\t0\n")
    found = trial.run(reading.read(folder))
    assert found["queries"] == len(NEEDS)
    assert "without_feedback" in found and found["graded"] is None
    assert found["graded_because"] == "too few grades to learn from"


def test_machine_code_that_is_made_at_the_first_use_of_feedback_is_no_time_of_a_query(
    folder, monkeypatch
):
    now, drawn = [0.0], judgements.drawn

    def slow_at_first(*args):
        if now[0] == 0.0:
            now[0] = 60.0
        return drawn(*args)

    monkeypatch.setattr(trial.judgements, "drawn", slow_at_first)
    monkeypatch.setattr(trial, "time", SimpleNamespace(perf_counter=lambda: now[0]))
    (folder / "feedback.tsv").write_text("seal\tpaper\t0\n")
    found = trial.contestant(reading.read(folder), trial.ENGINE)
    assert now == [60.0] and found["seconds_per_query"] == 0


def test_grades_that_follow_a_field_are_foretold_by_it(folder):
    """All results say the same words; whoever judged looked at how ready they are."""
    levels = {f"r{n}": 1 + n % 9 for n in range(60)}
    write(
        folder,
        "docs.jsonl",
        [{"id": id, "text": "低温阀门密封", "readiness": at} for id, at in levels.items()],
    )
    write(
        folder,
        "queries.jsonl",
        [{"id": f"q{n}", "text": "阀门密封泄漏", "readiness": n} for n in (3, 5, 7)],
    )
    fits = [
        (f"q{n}", id, 3 if level >= n else 0) for n in (3, 5, 7) for id, level in levels.items()
    ]
    write_lines(folder / "qrels.tsv", ["\t".join(map(str, each)) for each in fits])
    write_lines(folder / "feedback.tsv", ["\t".join(map(str, each)) for each in fits[::2]])
    found = trial.contestant(reading.read(folder), trial.ENGINE)
    assert found["graded"] > 0.9 > found["graded_constant"]


def test_every_field_of_words_is_searched(folder):
    said = {"title": "阀门", "lang": "zh", "tags": ["波纹管", {"size": 3, "kind": "静密封"}]}
    assert searched(folder, {"text": "密封", "industry": "泵阀"} | said) == [
        "阀门",
        "密封",
        "泵阀",
        "波纹管 静密封",
    ]


def searched(folder, said):
    """What is searched of one document, field by field."""
    write(folder, "docs.jsonl", [{"id": "one"} | said])
    (folder / "qrels.tsv").write_text("seal\tone\t1\n")
    [text] = reading.read(folder).documents.values()
    return text.split("\n")


def test_the_members_of_fields_are_read_as_if_they_stood_at_the_top(folder):
    fields = {"keywords": ["阀门", "泵"], "industry": "泵阀", "lang": "zh", "trl": 6}
    assert searched(folder, {"text": "密封", "fields": fields}) == ["密封", "阀门 泵", "泵阀"]
    # what stands in both is taken once, from where it says something
    fields = {"id": "another", "title": "阀门", "text": "静密封"}
    assert searched(folder, {"title": "", "text": "密封", "fields": fields}) == ["阀门", "密封"]
    assert searched(folder, {"fields": {"title": "阀门"}}) == ["阀门"]
    assert searched(folder, {"text": "", "fields": {"industry": "泵阀"}}) == ["泵阀"]
    assert searched(folder, {"text": "密封", "fields": "泵阀"}) == ["密封", "泵阀"]


def test_feedback_that_tells_everything_leaves_nothing_to_measure(folder):
    (folder / "feedback.tsv").write_text("".join(f"{id}\t{id}\t1\n" for id in NEEDS))
    with pytest.raises(reading.Unreadable, match="none is left to find"):
        reading.read(folder)


def test_marks_of_order_empty_lines_and_other_ends_of_lines_are_no_trouble(folder):
    before = reading.read(folder)
    for name in ("docs.jsonl", "queries.jsonl", "qrels.tsv"):
        text = (folder / name).read_text("utf-8").replace("\n", "\r\n\r\n")
        (folder / name).write_bytes(b"\xef\xbb\xbf" + text.encode() + b"  \r\n")
    (folder / "feedback.tsv").write_bytes(b"\r\n")
    assert reading.read(folder) == before


def test_a_title_may_stand_without_a_text_and_a_number_may_be_an_id(folder):
    write(
        folder,
        "docs.jsonl",
        [{"id": 7, "title": "阀门密封"}, {"id": "8", "text": None, "title": "泵"}],
    )
    (folder / "qrels.tsv").write_text("seal\t7\t1\n")
    assert reading.read(folder).documents == {"7": "阀门密封", "8": "泵"}


def test_spaces_around_an_id_are_no_part_of_it_in_any_file(folder):
    write(folder, "docs.jsonl", [{"id": " the seal ", "text": "阀门"}, {"id": "b", "text": "泵"}])
    write(folder, "queries.jsonl", [{"id": "need 1\u3000", "text": "阀门"}])
    write_lines(folder / "qrels.tsv", ["need 1 \t the seal\t 1.0 "])
    write_lines(folder / "feedback.tsv", [" need 1\tb \t0"])
    judged = reading.read(folder)
    assert list(judged.documents) == ["the seal", "b"] and judged.left_out == 0
    assert judged.grades == {"need 1": {"the seal": 1}}
    assert judged.feedback == {"need 1": {"b": 0}}


@pytest.mark.parametrize("line", ["seal\t0\tseal\t2", "seal Q0  seal 2.0", " seal\tQ0\tseal\t2 "])
def test_a_line_of_trec_with_four_columns_is_a_judgement_too(folder, line):
    write_lines(folder / "qrels.tsv", [line])
    assert reading.read(folder).grades == {"seal": {"seal": 2}}


@pytest.mark.parametrize("line", ["seal\tseal\t2\t", "seal\t0\tseal\t2\t \t", "seal 0 seal 2\t"])
def test_a_tab_at_the_end_of_a_judgement_begins_no_column(folder, line):
    write_lines(folder / "qrels.tsv", [line])
    assert reading.read(folder).grades == {"seal": {"seal": 2}}


def test_what_is_judged_and_not_there_is_counted_and_of_a_pair_the_last_line_counts(folder):
    lines = [
        "seal\tnowhere\t1",
        "nobody\tseal\t1",
        "seal\tpump\t1",
        "seal\tseal\t0",
        "seal\tseal\t2",
    ]
    write_lines(folder / "qrels.tsv", lines)
    judged = reading.read(folder)
    assert judged.grades == {"seal": {"pump": 1.0, "seal": 2.0}} and judged.left_out == 2
    found = trial.run(judged)
    assert (found["queries"], found["queries_left_out"]) == (1, len(NEEDS) - 1)
    assert found["judgements_left_out"] == 2


def write_lines(path, lines):
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("docs.jsonl", "", "docs.jsonl: nothing is in it"),
        ("docs.jsonl", '{"id": null, "text": "a"}\n', "docs.jsonl, line 1"),
        ("docs.jsonl", '{"id": [1], "text": "a"}\n', "docs.jsonl, line 1"),
        ("docs.jsonl", '{"id": 1, "text": "a"}\n{"id": "1", "text": "b"}\n', "line 2: the id 1"),
        ("qrels.tsv", "seal\tseal\tnan\n", "qrels.tsv, line 1"),
        ("qrels.tsv", "\n\nseal\tseal\tinf\n", "qrels.tsv, line 3"),
        ("qrels.tsv", "seal\tseal\t0\n", "no query has a relevant document"),
        ("feedback.tsv", "seal\tseal\t-inf\n", "feedback.tsv, line 1"),
        ("docs.jsonl", '{"id": 1}\n', "docs.jsonl, line 1"),
        ("docs.jsonl", '{"id": "a", "text": ""}\n{"id": "a ", "text": ""}\n', "line 2: the id a"),
        ("docs.jsonl", '{"id": 1, "tags": ' + "[" * 100_000 + "\n", "docs.jsonl, line 1"),
        ("docs.jsonl", "[]\n", "docs.jsonl, line 1"),
        ("queries.jsonl", "no json\n", "queries.jsonl, line 1"),
        ("qrels.tsv", "a b c\n", "qrels.tsv, line 1"),
        ("qrels.tsv", "seal seal 1\n", "qrels.tsv, line 1"),
        ("qrels.tsv", "seal\t0\tseal\t1\trun\n", "qrels.tsv, line 1"),
        ("qrels.tsv", "seal\tseal\tgood\n", "qrels.tsv, line 1"),
        ("qrels.tsv", "seal\tseal\t\n", "qrels.tsv, line 1"),
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


def test_a_file_in_another_encoding_is_refused(folder):
    (folder / "docs.jsonl").write_bytes('{"id": 1, "text": "阀门"}'.encode("gb18030"))
    with pytest.raises(Stop, match="docs.jsonl: not written in UTF-8"):
        evaluating.matching(folder, as_json=True)


def test_the_figures_are_printed_with_the_memory_of_each_contestant(folder, capsys, monkeypatch):
    one = {"bm25s_words": rivals.RIVALS["bm25s_words"]}  # each costs a fresh process
    monkeypatch.setattr(rivals, "RIVALS", one)
    assert evaluating.matching(folder, as_json=True) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["documents"] == len(RESULTS)
    peak = found["rivals"]["bm25s_words"]["peak_memory_mb"]
    assert 50 < peak < found["peak_memory_mb"]  # the engine has a dictionary in it


class Deadly:
    """Whoever is given it ends at once, as when the machine runs out of memory."""

    def __reduce__(self):
        return os._exit, (9,)


def test_a_rival_that_is_killed_is_left_out_and_said(folder, capsys, monkeypatch):
    def turn(judged, name):
        is_killed = name == "bm25s_words"
        return by_itself(Deadly(), name) if is_killed else trial.contestant(judged, name)

    by_itself = evaluating._by_itself
    monkeypatch.setattr(evaluating, "_by_itself", turn)
    write_lines(folder / "feedback.tsv", ["seal\tpaper\t0"])
    assert evaluating.matching(folder, as_json=True) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["rivals"]["bm25s_words"] == {"error": evaluating.NO_END}
    assert found["ndcg@10_over_best_rival"] > 0 and found["ndcg@10_over_bm25"] is None
    assert evaluating.matching(folder, as_json=False) == 0
    assert f"bm25s_words      {evaluating.NO_END}" in capsys.readouterr().out


def test_where_the_engine_is_killed_nothing_is_said_but_that():
    with pytest.raises(Stop, match="The engine came to no end"):
        evaluating._by_itself(Deadly(), trial.ENGINE)


def test_the_figures_are_printed_as_a_table(folder, capsys, monkeypatch):
    monkeypatch.setattr(evaluating, "_by_itself", None)  # all in this process
    assert evaluating.matching(folder, as_json=False) == 0
    assert "bm25s_bigrams" in capsys.readouterr().out
