import pytest

from domain.short_names import short_names, told

AREAS = frozenset({"龙湾区", "龙湾", "鹿城", "longwan"})


@pytest.mark.parametrize(
    ("name", "name_en", "short"),
    [
        ("龙湾恒泽阀门有限公司", "Hengze Valves", ("龙湾恒泽阀门", "恒泽阀门", "恒泽", "hengze")),
        ("温州大学", "Wenzhou University", ("温大",)),
        ("鹿城鞋业有限公司", None, ("鹿城鞋业",)),
        ("人本集团", "C&U Group", ("人本",)),
        ("鹿城阀门有限公司", "Valves Company", ("鹿城阀门",)),
    ],
)
def test_an_organisation_is_called_for_short(name, name_en, short):
    assert short_names(name, name_en, AREAS) == short


@pytest.mark.parametrize(
    ("text", "name", "is_told"),
    [
        ("恒泽的阀门", "恒泽", True),
        ("由 恒 泽 提出", "恒泽", True),
        ("常温大气压下泄漏", "温大", False),
        ("以人本身的感觉为准", "人本", False),
        ("valves of HENGZE leak", "hengze", True),
        ("hengzer", "hengze", False),
    ],
)
def test_a_short_name_is_told_only_where_it_is_a_word(text, name, is_told):
    assert told(text, name) is is_told
