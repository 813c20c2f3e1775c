"""What is kept of the typical cases that a writer has typed: nothing is dropped but proposals that nobody touched."""

import pytest

from components import bulletin_cases

PROPOSED = [{"title": "跨部门联办", "text": ""}]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ({"title": "跨部门联办", "text": ""}, False),
        ({"title": "跨部门联办", "text": None}, False),
        ({"title": None, "text": " "}, False),
        ({"title": "跨部门联办", "text": "三天办结。"}, True),
        ({"title": "", "text": "三天办结。"}, True),
        ({"title": None, "text": "三天办结。"}, True),
        ({"title": "另一件", "text": ""}, True),
    ],
)
def test_only_what_nobody_has_written_is_left_out(typed, kept):
    assert bulletin_cases.written([typed], PROPOSED) == ([typed] if kept else [])


def test_more_than_fit_are_handed_on_to_be_refused_in_words():
    typed = [{"title": str(n), "text": "三天办结。"} for n in range(11)]
    assert bulletin_cases.written(typed, PROPOSED) == typed
