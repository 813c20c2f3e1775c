"""How many pages a list fills."""

import pytest

from domain.paging import pages


@pytest.mark.parametrize(
    ("count", "most", "found"),
    [(0, None, 1), (1, None, 1), (20, None, 1), (21, None, 2), (20_000, 500, 500), (0, 500, 1)],
)
def test_a_list_fills_whole_pages_and_never_none(count, most, found):
    assert pages(count, 20, most) == found
