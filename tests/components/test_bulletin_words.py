"""What a bulletin says of itself can be said: a place in a text may have any name."""

import pytest

from components.session import speaking
from components.texts import t


@pytest.mark.parametrize(
    ("language", "said"), [("en", "Longwan says: storm"), ("zh", "Longwan说明：storm")]
)
def test_a_place_of_a_text_may_be_called_text(language, said):
    with speaking(language):
        assert t("{who} says: {text}", who="Longwan", text="storm") == said
