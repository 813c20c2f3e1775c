"""What one process of the platform publishes, changes or takes back, another one finds, or no longer finds, within two
seconds: proposed for a need, in the staff's list and in the public catalogue; nothing is built again."""

import time

import pytest

from domain import results
from domain.command import perform
from tests import laboratory
from tests.infrastructure.other_reader import Reader
from tests.town import ID

pytestmark = pytest.mark.usefixtures("small_town")
WITHIN = 2.0  # seconds from the commit
KRILL = {
    "title": "南极磷虾捕捞气幕装置",
    "abstract": "用气幕引导磷虾进入低温泵管，减少密封件磨损。",
}


def seconds_until(reader, need_id, typed, result_id, *, is_there):
    """How long after a commit it is so in every list; asked again and again, without a pause."""
    begun = time.monotonic()
    while True:
        told = reader.asks(need_id, typed)
        took = time.monotonic() - begun
        if all((result_id in found) is is_there for found in told.values()):
            return took
        assert took < WITHIN, (typed, told)


def test_another_process_finds_it_within_two_seconds_and_as_soon_finds_it_no_more():
    known = laboratory.all_results()
    need_id = laboratory.need("seal", title="磷虾 密封", problem="磷虾泵管低温密封件磨损。")
    made = laboratory.result("seal", is_published=False, **KRILL)
    changed = KRILL | {"title": "龙虾分拣装置", "abstract": "低温密封，按重量分拣龙虾。"}
    with Reader("valves") as reader:
        assert made not in reader.asks(need_id, "磷虾 气幕")["proposed"]  # its indexes are ready
        assert known["seal"] in reader.asks(need_id, "密封")["proposed"]
        perform(ID["liaison"], results.hand_in, made)
        perform(ID["intake"], results.publish, made)
        took = [seconds_until(reader, need_id, "磷虾 气幕", made, is_there=True)]
        perform(ID["liaison"], results.change, made, **changed)
        perform(ID["intake"], results.publish, made)
        took.append(seconds_until(reader, need_id, "分拣 龙虾", made, is_there=True))
        perform(ID["liaison"], results.withdraw, made, reason="已转让")
        took.append(seconds_until(reader, need_id, "分拣 龙虾", made, is_there=False))
    assert max(took) < WITHIN
