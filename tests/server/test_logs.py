"""What is logged is for machines; at a terminal only what needs a person follows."""

import io
import json
import logging

import pytest

from server import logs


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture(autouse=True)
def handlers():
    root = logging.getLogger()
    before, level = root.handlers, root.level
    yield
    root.handlers = before
    root.setLevel(level)


def told(stream):
    logs.configure(stream)
    logging.getLogger("jobs").info("a job is done")
    logging.getLogger("jobs").warning("a job has failed /survey?t=secret")
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_every_line_is_one_object_without_what_follows_a_question_mark():
    lines = told(io.StringIO())
    assert [each["event"] for each in lines] == ["a job is done", "a job has failed /survey"]
    assert [each["level"] for each in lines] == ["info", "warning"]


def test_at_a_terminal_only_warnings_follow_what_the_start_has_told():
    assert [each["level"] for each in told(Terminal())] == ["warning"]
