"""Target figures are read as people write them, or refused with a sentence that says how to write them."""

import pytest

from domain import targets
from domain.targets import NoTarget


def shown(text):
    return [str(each) for each in targets.read(text)]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("泄漏率<0.01%", "泄漏率 < 0.01 %"),
        ("抗拉强度＞500MPa", "抗拉强度 > 500 MPa"),
        ("使用温度 ≤ \u221240 ℃", "使用温度 ≤ -40 °C"),
        ("使用温度 -40℃以下", "使用温度 ≤ -40 °C"),
        ("回收率90%以上", "回收率 ≥ 90 %"),
        ("PM2.5 去除率 95%及以上", "PM2.5 去除率 ≥ 95 %"),
        ("寿命 5万次以上", "寿命 ≥ 5 万次"),
        ("定位精度±0.01 mm", "定位精度 ≤ 0.01 mm"),
        ("粒径小于5μm", "粒径 < 5 μm"),
        ("硬度大于等于60 HRC", "硬度 ≥ 60 HRC"),
        ("能耗不超过 3 kW", "能耗 ≤ 3 kW"),
        ("life no less than 1,000 h", "life ≥ 1000 h"),
        ("leak rate, at 20 K <= 0.01 %", "leak rate, at 20 K ≤ 0.01 %"),
    ],
)
def test_a_figure_is_read_as_people_write_it_and_shown_so_again(written, told):
    assert shown(written) == [told] == shown(told)


@pytest.mark.parametrize("mark", ["，", "、", ", "])
def test_a_comma_behind_which_another_figure_is_told_cuts_the_line(mark):
    told = ["耐压 ≥ 10 MPa", "寿命 ≥ 50000 次"]
    assert shown(f"耐压≥10MPa{mark}寿命≥50,000次") == told


@pytest.mark.parametrize(
    "written",
    ["厚度 = 10-20 mm", "厚度 10~20mm以上", "寿命 ≥ 1 000 h", "寿命 ≥ 1×10^5 次", "间隙 = 5e-3 m"],
)
def test_what_holds_more_than_one_number_is_refused_and_told_how_to_write_it(written):
    with pytest.raises(targets.NotOneFigure):
        targets.read(written)


@pytest.mark.parametrize(
    "written", ["90%以上", "＞500MPa", "温度 ±40 ℃", "能耗不得超过 3 kW", "越高越好"]
)
def test_what_names_nothing_or_may_mean_its_opposite_is_refused(written):
    with pytest.raises(NoTarget):
        targets.read(written)
