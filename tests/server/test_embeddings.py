"""Vectors from a real server on this machine: off by default, never waited for, and no answer breaks anything."""

import json
import time
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import StreamRequestHandler, TCPServer
from threading import Thread

import numpy as np
import pytest
from sqlmodel import func, select

from db.engine import snapshot
from db.models import MatchVector
from db.settings import settings
from domain import claims, results
from domain.command import perform
from domain.matchmaking.proposals import MEANING
from domain.queries.proposals import results_for
from server import embeddings
from tests import laboratory
from tests.town import ID, person

pytestmark = pytest.mark.usefixtures("small_town")


class Model:
    """A language model that finds texts close which speak of the same word."""

    def __init__(self, word="pump"):
        self.word, self.asked, self.headers, self.answer = word, [], [], None
        self.refuses, self.how = None, 400

    def said(self, texts):
        if self.answer is not None:
            return self.answer
        if self.refuses and any(self.refuses in text for text in texts):
            if self.how != "zeros":
                return self.how
            return {"data": [{"index": n, "embedding": [0.0, 0.0]} for n in range(len(texts))]}
        rows = [
            {"index": n, "embedding": [1.0, 0.0] if self.word in text else [0.6, 0.8]}
            for n, text in enumerate(texts)
        ]
        return {"data": rows[::-1]}  # in no order


@pytest.fixture
def model(monkeypatch):
    found = Model()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            found.asked.append(body)
            found.headers.append(self.headers.get("Authorization"))
            said = found.said(body["input"])
            self.send_response(said if isinstance(said, int) else 200)
            self.send_header("Location", "http://example.invalid/")
            self.end_headers()
            if not isinstance(said, int):
                self.wfile.write(json.dumps(said).encode())

        def log_message(self, *_args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    place = f"http://127.0.0.1:{server.server_port}/v1/embeddings"
    for name, value in (("url", place), ("model", "small"), ("key", "secret")):
        monkeypatch.setattr(settings(), f"embeddings_{name}", value)
    monkeypatch.setattr(embeddings, "_rests_until", 0.0)
    yield found
    server.shutdown()
    server.server_close()


def kept():
    with snapshot() as session:
        return session.exec(select(func.count()).select_from(MatchVector)).one()


def proposed(need_id):
    with snapshot() as session:
        return results_for(session, person("intake"), need_id).shown


def test_without_settings_nothing_is_asked(model, monkeypatch):
    monkeypatch.setattr(settings(), "embeddings_url", "")
    need_id = laboratory.need()
    laboratory.all_results()
    assert embeddings.fetch_due() == 0
    assert model.asked == []
    assert all(name != MEANING for each in proposed(need_id) for name, _ in each.why.parts)


def test_vectors_are_fetched_once_and_again_for_what_has_changed(model):
    made = laboratory.all_results()
    assert embeddings.fetch_due() == len(made) == kept()
    assert embeddings.fetch_due() == 0
    assert model.headers == ["Bearer secret"]
    assert model.asked[0]["model"] == "small"
    perform(ID["intake"], results.withdraw, made["pump"], reason="不再提供")
    assert embeddings.fetch_due() == 0
    laboratory.need()
    assert embeddings.fetch_due() == 1


def test_what_is_close_in_meaning_rises_and_the_parts_add_up(model):
    made = laboratory.all_results()
    need_id = laboratory.need("pump")  # says "pump", and so does no Chinese result
    before = {each.id: each.why.score for each in proposed(need_id)}
    model.word = "valve"
    while embeddings.fetch_due():
        pass
    model.word = "pump"
    for each in proposed(need_id):
        parts = (*(value for _, value in each.why.parts), *(p.value for p in each.why.fields))
        assert each.why.score == pytest.approx(sum(parts))
    assert before and made


def test_order_follows_the_vectors_where_words_are_alike(model):
    first = laboratory.result("seal", title="阀门密封甲")
    second = laboratory.result("seal", title="阀门密封乙 pump")
    need_id = laboratory.need("seal", title="低温阀门密封 pump")
    plain = [each.id for each in proposed(need_id)]
    while embeddings.fetch_due():
        pass
    found = proposed(need_id)
    assert found[0].id == second
    assert dict(found[0].why.parts)[MEANING] > 0 > dict(found[1].why.parts)[MEANING]
    assert set(plain) == {first, second}


@pytest.mark.parametrize(
    "answer",
    [
        500,
        302,
        {"data": []},
        {"error": "no"},
        [],
        {"data": [{"index": 0, "embedding": [float("nan"), 1.0]}]},
        {"data": [{"index": 0, "embedding": [0.0, 0.0]}]},
        {"data": [{"index": 0, "embedding": "words"}]},
        {"data": [{"index": 0, "embedding": [10**400, 1.0]}]},
    ],
)
def test_an_answer_that_is_none_is_passed_over_and_the_endpoint_left_alone_for_a_while(
    model, answer
):
    laboratory.result()
    model.answer = answer
    assert embeddings.fetch_due() == 0
    assert kept() == 0
    asked = len(model.asked)
    assert embeddings.fetch_due() == 0
    assert (
        len(model.asked) == asked <= 2
    )  # the text, and a word to see whether the model answers at all


@pytest.mark.parametrize("how", [400, 422, 500, "zeros"])
def test_one_text_that_the_model_refuses_does_not_hold_up_the_others(model, how):
    made = laboratory.all_results()
    model.refuses, model.how = "水泵叶轮", how
    assert embeddings.fetch_due() == len(made)
    asked = len(model.asked)
    assert embeddings.fetch_due() == 0 and len(model.asked) == asked  # and is not asked again
    with snapshot() as session:
        vectors = {row.record_id: row.vector for row in session.exec(select(MatchVector))}
    assert [key for key, vector in vectors.items() if not vector] == [made["pump"]]
    assert proposed(laboratory.need("pump"))
    model.refuses = None
    said = {"title": "水泵叶轮铸造", "abstract": "高效水泵叶轮铸造工艺。"}
    perform(ID["liaison"], results.change, made["pump"], **said)
    perform(ID["intake"], results.publish, made["pump"])
    while embeddings.fetch_due():
        pass
    with snapshot() as session:
        assert all(row.vector for row in session.exec(select(MatchVector)))


def test_while_one_process_fetches_no_other_does(model):
    laboratory.result()
    with claims.claimed("fetch_embeddings", timedelta(minutes=5)) as is_ours:
        assert is_ours and embeddings.fetch_due() == 0
    assert embeddings.fetch_due() == 1


def test_a_model_of_another_size_does_not_disturb(model, monkeypatch):
    laboratory.all_results()
    need_id = laboratory.need()
    while embeddings.fetch_due():
        pass
    monkeypatch.setattr(settings(), "embeddings_model", "large")
    assert all(name != MEANING for each in proposed(need_id) for name, _ in each.why.parts)


@pytest.mark.parametrize(
    "said", [b"SSH-2.0-OpenSSH_9.6\r\n", b"HTTP/1.0 200 OK\r\n\r\n" + b"[" * 200_000]
)
def test_what_does_not_speak_as_a_model_does_is_left_alone_for_a_while(model, monkeypatch, said):
    class Other(StreamRequestHandler):
        def handle(self):
            while self.rfile.readline().strip():
                pass  # the head of what is asked
            self.wfile.write(said)

    with TCPServer(("127.0.0.1", 0), Other) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        place = f"http://127.0.0.1:{server.server_address[1]}/v1/embeddings"
        monkeypatch.setattr(settings(), "embeddings_url", place)
        laboratory.result()
        assert embeddings.fetch_due() == 0 and kept() == 0
        assert embeddings._rests_until > time.monotonic()
        server.shutdown()


@pytest.mark.parametrize("size", [1e39, 1e200, 1e-200])
def test_a_vector_of_any_length_is_kept_as_one_of_length_one(model, size):
    laboratory.result()
    model.answer = {"data": [{"index": 0, "embedding": [0.6 * size, 0.8 * size]}]}
    assert embeddings.fetch_due() == 1
    with snapshot() as session:
        row = session.exec(select(MatchVector)).one()
    assert np.frombuffer(row.vector, np.float32) == pytest.approx([0.6, 0.8])


def test_nobody_listening_costs_one_try(model, monkeypatch):
    laboratory.result()
    monkeypatch.setattr(settings(), "embeddings_url", "http://127.0.0.1:9/v1/embeddings")
    assert embeddings.fetch_due() == 0
    assert kept() == 0


@pytest.mark.parametrize(
    ("url", "may"),
    [
        ("https://models.example.com/v1/embeddings", True),
        ("http://localhost:8080/v1/embeddings", True),
        ("http://10.1.2.3/v1/embeddings", True),
        ("http://models.example.com/v1/embeddings", False),
        ("http://8.8.8.8/", False),
        ("file:///etc/passwd", False),
        ("ftp://10.1.2.3/", False),
        ("", False),
    ],
)
def test_texts_never_leave_in_the_clear(url, may):
    assert embeddings.is_allowed(url) is may
