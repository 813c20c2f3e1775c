"""How fast the matching engine is, whole and channel by channel, beside bm25s and sparse_dot_topn in the same run."""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import bm25s
import numpy as np
from scipy import sparse
from sparse_dot_topn import sp_matmul_topn

from bench import match_product
from bench.match_data import Writer
from bench.report import at_least, at_most, report
from domain.matching.bags import WORDS
from domain.matching.glosses import Glosses
from domain.matching.index import Index
from domain.matching.judging.rivals import words
from domain.matching.judging.trial import peak_memory
from domain.matching.mixing import K1, PLAIN, B

PLACES = 10
ONE_BY_ONE = 50  # needs that are ranked alone, records that are put in
BLOCK = 512  # needs at once
TURNS = 2  # of one channel and its rivals; the better counts
SAME = 0.99  # of the first places must be the rival's, up to equals
NEAR = 5e-3  # the engine takes the mean length of a text in two figures, bm25s in all of them


@dataclass(frozen=True)
class Spent:
    """What a piece of work took: CPU of all threads, and by the clock."""

    cpu: float
    clock: float


def main(arguments: list[str]) -> int:
    """Write the texts, build, rank all pairs, ask as the product asks, print."""
    asked = argparse.ArgumentParser(prog="manage.py bench match")
    asked.add_argument("--needs", type=int, default=20_000)
    asked.add_argument("--results", type=int, default=200_000)
    asked.add_argument("--json", action="store_true")
    given = asked.parse_args(arguments)
    _warm()
    with tempfile.TemporaryDirectory(prefix="bench-match-") as folder:
        writer = Writer()
        match_product.store(Path(folder), writer.texts(given.results))
        before = peak_memory()
        found: list[Index] = []
        built = _timed(lambda: found.append(match_product.build()))
        [index] = found
        peak = peak_memory()
        _say(f"built in {built.clock:.0f} s, {built.cpu:.0f} s of CPU; peak {peak:.0f} MB")
        needs = list(writer.texts(given.needs))
        product = match_product.measured(index, needs[:ONE_BY_ONE])
        _say(f"proposals: {product}")
        whole = _timed(lambda: _blocks(needs, lambda some: index.best(some, PLACES)))
        _say(f"all channels in {whole.clock:.0f} s, {whole.cpu:.0f} s of CPU")
        results = match_product.texts()
        one, rival, product_of_matrices, agreement = _one_channel(index, results, needs)
        single, update, at_once = _one_by_one(index, needs, results)
    figures = {
        "seconds_to_index": round(built.clock, 1),
        "cpu_to_index_s": round(built.cpu, 1),
        "peak_memory_of_indexing_mb": round(peak),
        "of_which_before_mb": round(before),
        "one_channel_cpu_s": round(one.cpu, 1),
        "bm25s_numba_cpu_s": round(rival.cpu, 1),
        "sparse_dot_topn_cpu_s": round(product_of_matrices.cpu, 1),
        "whole_engine_s": round(whole.clock, 1),
        "whole_engine_cpu_s": round(whole.cpu, 1),
        "one_need_ms": round(single.clock, 1),
        "one_need_cpu_ms": round(single.cpu, 1),
        "put_ms": round(update.clock, 2),
        "put_cpu_ms": round(update.cpu, 2),
        "first_ten_as_bm25s": round(agreement, 4),
        **product.told,
    }
    both = product_of_matrices.cpu
    checks = [
        at_most("one channel, all pairs, CPU", one.cpu, "s", rival.cpu, rival.cpu),
        at_most("beside sparse_dot_topn, four times", 4 * one.cpu, "s", both, both),
        at_most("whole engine, all pairs", whole.clock, "s", 90),
        at_most("index with segmentation", built.clock, "s", 120),
        at_most("peak memory of the process that indexes", peak, "MB", 3000),
        at_most("one need ranked", single.clock, "ms", 30),
        at_most("one need's ten proposals with their reasons", product.plain, "ms", 30),
        at_most("the same after ten judgements", product.judged, "ms", 30),
        at_most("a changed record is taken in", update.clock, "ms", 20),
        at_least("and found at once", at_once, "share", 1.0),
        at_least("first ten as bm25s has them", agreement, "share", SAME),
    ]
    sizes = {"needs": given.needs, "results": given.results}
    return report("match", sizes=sizes, figures=figures, checks=checks, as_json=given.json)


def _one_channel(
    index: Index, results: Sequence[str], needs: Sequence[str]
) -> tuple[Spent, Spent, Spent, float]:
    """Words alone, cut and numbered before: the engine's index, bm25s with numba, sparse_dot_topn; and how far the
    first two agree."""
    asked = index.read(needs, PLAIN)
    index.best_by(WORDS, index.read(needs[:4]), PLACES)
    rival = bm25s.BM25(method="lucene", k1=K1, b=B, backend="numba")
    rival.index([words(text) for text in results], show_progress=False)
    known = rival.vocab_dict
    numbers = [[known[each] for each in words(text) if each in known] for text in needs]
    counts, impacts = _matrices(rival, numbers, len(results))
    settings = {"k": PLACES, "n_threads": 2, "show_progress": False}
    rival.retrieve(numbers[:4], **settings)
    found: dict[str, np.ndarray] = {}
    works = {
        "one channel": lambda: found.update(ours=index.best_by(WORDS, asked, PLACES)[1]),
        "bm25s": lambda: found.update(theirs=rival.retrieve(numbers, **settings).scores),
        "sparse_dot_topn": lambda: sp_matmul_topn(counts, impacts, top_n=PLACES, n_threads=2),
    }
    one, theirs, product = _in_turn(works)
    ours = found["ours"] / (K1 + 1)  # bm25s leaves out what is the same for all
    same = float(np.isclose(ours, found["theirs"], rtol=NEAR, atol=1e-3).mean())
    return one, theirs, product, same


def _matrices(
    rival: bm25s.BM25, numbers: Sequence[Sequence[int]], results: int
) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
    """How often each need says each term (needs, terms), and what each term adds to each record (terms, results)."""
    terms = len(rival.vocab_dict)
    ends = np.cumsum([0, *(len(each) for each in numbers)])
    columns = np.array([number for several in numbers for number in several], np.int32)
    ones = np.ones(len(columns), np.float32)
    counts = sparse.csr_matrix((ones, columns, ends), shape=(len(numbers), terms))
    counts.sum_duplicates()
    laid = rival.scores
    width = len(laid["indptr"]) - 1  # bm25s may count one term less than it names
    impacts = sparse.csc_matrix(
        (laid["data"], laid["indices"], laid["indptr"]), shape=(results, width)
    )
    return counts[:, :width], impacts.T.tocsr()


def _in_turn(works: dict[str, Callable[[], object]]) -> list[Spent]:
    """What each piece of work takes when nothing disturbs it: the better of two, all of them in turn."""
    spent: dict[str, list[Spent]] = {name: [] for name in works}
    for _ in range(TURNS):
        for name, work in works.items():
            spent[name].append(_timed(work))
            _say(f"{name}: {spent[name][-1].cpu:.1f} s of CPU")
    return [min(each, key=lambda one: one.cpu) for each in spent.values()]


def _blocks(texts: Sequence[str], work: Callable[[Sequence[str]], object]) -> None:
    for begin in range(0, len(texts), BLOCK):
        work(texts[begin : begin + BLOCK])


def _one_by_one(
    index: Index, needs: Sequence[str], results: Sequence[str]
) -> tuple[Spent, Spent, float]:
    """Milliseconds of one need and of one changed record, and the share of those that were found at once."""
    alone = [_timed(lambda text=text: index.best([text], PLACES)) for text in needs[:ONE_BY_ONE]]
    updates, found = [], 0
    for n in range(ONE_BY_ONE):
        text = f"{_marker(n)} {results[n]}"
        updates.append(_timed(lambda n=n, text=text: index.put(n + 1, text)))
        found += index.rank([_marker(n)])[0][0].key == n + 1
    return _middle(alone), _middle(updates), found / ONE_BY_ONE


def _middle(several: Sequence[Spent]) -> Spent:
    """Medians, in milliseconds."""
    cpu, clock = ([getattr(each, name) for each in several] for name in ("cpu", "clock"))
    return Spent(1000 * median(cpu), 1000 * median(clock))


def _marker(n: int) -> str:
    """A word that stands nowhere else."""
    return "zq" + "".join(chr(ord("a") + int(digit)) for digit in str(n)) + "xq"


def _warm() -> None:
    """Machine code is made, and the dictionary read, once for a process."""
    index = Index(Glosses())
    index.build(
        enumerate(["阀门 密封 valve seal", "水泵 叶轮 pump impeller", "鞋 缺陷 shoe defect"])
    )
    index.best(["valve"], PLACES)
    index.best(["valve", "pump"], PLACES)


def _timed(work: Callable[[], object]) -> Spent:
    cpu, clock = time.process_time(), time.perf_counter()
    work()
    return Spent(time.process_time() - cpu, time.perf_counter() - clock)


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")
