"""How names sound."""

import pytest

from domain.sounds import initials, syllables


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("温州鹿城鞋业", "wzlcxy"),
        ("乐清银行", "yqyh"),
        ("瓯海ABC电器9厂", "ohabcdq9c"),
        ("瑞安（重庆）小面", "racqxm"),
        ("", ""),
    ],
)
def test_initials_follow_the_pronunciation(name, letters):
    assert initials(name) == letters


def test_characters_that_sound_alike_have_the_same_syllables():
    assert syllables("恒泽A3阀门") == syllables("衡择A3阀门") == ["heng", "ze", "a3", "fa", "men"]
