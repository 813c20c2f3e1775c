"""Target figures are read as people write them, or refused with a sentence that says how to write them."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain import targets
from domain.errors import Refused
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
    ("written", "told"),
    [
        ("能耗不得超过 3 kW", "能耗 ≤ 3 kW"),
        ("耐压应不得低于10MPa", "耐压 ≥ 10 MPa"),
        ("粒径不大于 5 μm", "粒径 ≤ 5 μm"),
        ("粒径不小于 5 μm", "粒径 ≥ 5 μm"),
        ("产量至少 5 t", "产量 ≥ 5 t"),
        ("能耗最多 3 kW", "能耗 ≤ 3 kW"),
        ("误差 5% 以内", "误差 ≤ 5 %"),
        ("响应时间 24小时内", "响应时间 ≤ 24 小时"),
        ("浓度 5 ppm以下", "浓度 ≤ 5 ppm"),
        ("回收率达到90%以上", "回收率 ≥ 90 %"),
        ("响应 ≤ 5 ms", "响应 ≤ 5 ms"),
        ("雷达精度 ≤ 5 m", "雷达精度 ≤ 5 m"),
        ("定位精度≤±0.01mm", "定位精度 ≤ 0.01 mm"),
        ("life at least 5 years", "life ≥ 5 years"),
        ("weight at most 5 kg", "weight ≤ 5 kg"),
        ("weight shall be no more than 5 kg", "weight ≤ 5 kg"),
        ("weight must not exceed 5 kg", "weight ≤ 5 kg"),
        ("pressure up to 20 MPa", "pressure ≤ 20 MPa"),
        ("efficiency 90 % or more", "efficiency ≥ 90 %"),
        ("degradation over 5 years <= 3 %", "degradation over 5 years ≤ 3 %"),
        ("寿命 ≥ 1 000 h", "寿命 ≥ 1000 h"),
        ("life ≥ 1,000,000 h", "life ≥ 1000000 h"),
        ("寿命 ≥ 1×10^5 次", "寿命 ≥ 100000 次"),
        ("寿命 10⁵ 次以上", "寿命 ≥ 100000 次"),
        ("泄漏率 ≤ 1×10⁻⁹ Pa·m³/s", "泄漏率 ≤ 1×10^-9 Pa·m3/s"),
        ("间隙 = 5e-3 m", "间隙 = 0.005 m"),
    ],
)
def test_a_bound_and_a_number_are_read_in_the_words_of_both_languages(written, told):
    assert shown(written) == [told] == shown(told)


@pytest.mark.parametrize(
    "written",
    [
        "厚度 10-20 mm",
        "厚度10～20mm",
        "厚度 = 10-20 mm",
        "厚度：10 mm 至 20 mm",
        "厚度在10和20 mm之间",
        "厚度范围 10–20 mm",
        "10 mm ≤ 厚度 ≤ 20 mm",
        "厚度 ≥ 10 且 ≤ 20 mm",
        "厚度 ≥ 10 mm，≤ 20 mm",
        "厚度 15±5 mm",
    ],
)
def test_a_range_is_two_bounds_of_one_name(written):
    assert shown(written) == ["厚度 ≥ 10 mm", "厚度 ≤ 20 mm"]


@pytest.mark.parametrize(
    "written",
    [
        "thickness 10-20 mm",
        "thickness between 10 and 20 mm",
        "thickness from 10 mm to 20 mm",
        "thickness at least 10 and at most 20 mm",
        "thickness range: 10 to 20 mm",
    ],
)
def test_a_range_is_two_bounds_of_one_name_in_english_too(written):
    assert shown(written) == ["thickness ≥ 10 mm", "thickness ≤ 20 mm"]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("工作温度-40～+85℃", ["工作温度 ≥ -40 °C", "工作温度 ≤ 85 °C"]),
        ("内径 10-20 mm", ["内径 ≥ 10 mm", "内径 ≤ 20 mm"]),
        ("寿命 5~10万次", ["寿命 ≥ 5 万次", "寿命 ≤ 10 万次"]),
        ("厚度 10 mm - 2 cm", ["厚度 ≥ 10 mm", "厚度 ≤ 2 cm"]),
        ("5<pH<9", ["pH > 5", "pH < 9"]),
        ("厚度 10-20 mm，耐压≥10MPa", ["厚度 ≥ 10 mm", "厚度 ≤ 20 mm", "耐压 ≥ 10 MPa"]),
        ("耐压 ≥ 10 MPa，≤ 90 %", ["耐压 ≥ 10 MPa", "≤ 90 %"]),  # of something else
    ],
)
def test_the_ends_of_a_range_keep_their_name_sign_and_unit(written, told):
    assert shown(written) == told


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("90%以上", "≥ 90 %"),
        ("≥ 90 %", "≥ 90 %"),
        ("＞500MPa", "> 500 MPa"),
        ("at most 5 kg", "≤ 5 kg"),
    ],
)
def test_a_figure_without_a_name_is_kept_as_it_is(written, told):
    [found] = targets.read(written)
    assert (found.name, str(found)) == ("", told)
    assert targets.is_nameless(told) and targets.read(told) == [found]
    assert targets.names_of(targets.stored([found])) == []


@pytest.mark.parametrize(
    "written",
    [
        "厚度 10~20mm以上",
        "厚度不超过 10-20 mm",
        "厚度 20-10 mm",
        "厚度 = 1,5 mm",
        "尺寸 ≥ 3 x 10 mm",
        "加工 10-20-30 mm",
        "寿命 ≥ 1×105 次",
        "电压 220 V ± 10 %",
        "效率不低于90%以上",
        "2024-06-01 前完成",
    ],
)
def test_what_can_be_read_in_more_than_one_way_is_refused_and_told_how_to_write_it(written):
    with pytest.raises(targets.NotOneFigure):
        targets.read(written)


@pytest.mark.parametrize(
    "written",
    ["温度 ±40 ℃", "越高越好", "强度不至少 5 MPa", "型号HT-200-10 mm", "0577-88888888", "≥ 90"],
)
def test_what_is_no_figure_or_may_mean_its_opposite_is_refused(written):
    with pytest.raises(NoTarget):
        targets.read(written)


@pytest.mark.parametrize("many", [12, 13])
def test_a_range_counts_for_two_and_too_many_are_refused(many):
    lines = "\n".join(f"厚度{chr(ord('a') + n)} 1-2 mm" for n in range(many))
    if many * 2 <= targets.MOST:
        assert len(targets.read(lines)) == many * 2
    else:
        with pytest.raises(targets.TooManyTargets):
            targets.read(lines)


NAMES = st.sampled_from(
    [
        "耐压",
        "PM2.5 去除率",
        "leak rate",
        "pH",
        "工作温度",
        "响应时间",
        "内径",
        "yield strength",
        "",
    ]
)
UNITS = st.sampled_from(["mm", "%", "°C", "万次", "Pa·m3/s", "m3/h", "小时", "years", "‰"])
VALUES = st.one_of(
    st.integers(-(10**11), 10**11).map(float),
    st.floats(-1e6, 1e6, allow_nan=False).map(lambda value: round(value, 6)),
    st.floats(1e-12, 1e-3).map(lambda value: float(f"{value:.3e}")),
)


@given(NAMES, st.sampled_from([">=", "<=", "=", ">", "<"]), VALUES, UNITS)
def test_what_is_shown_is_read_as_the_same(name, relation, value, unit):
    said = targets.Target(name, relation, value + 0.0, unit)  # minus nought is nought
    assert targets.read(str(said)) == [said]


RANGES = (
    "{name} {low}-{high} {unit}",
    "{name} {low}～{high} {unit}",
    "{name} {low} {unit} 至 {high} {unit}",
    "{name} {low} to {high} {unit}",
    "{name} {low} 至 {high} {unit}",
    "{name} between {low} and {high} {unit}",
    "{name} = {low}~{high}{unit}",
    "{low} {unit} ≤ {name} ≤ {high} {unit}",
)


@given(NAMES.filter(bool), st.sampled_from(RANGES), VALUES, VALUES, UNITS)
def test_a_range_of_any_two_numbers_is_two_bounds(name, written, one, other, unit):
    low, high = sorted((one + 0.0, other + 0.0))
    assume(low < high)
    text = written.format(name=name, unit=unit, low=targets.number(low), high=targets.number(high))
    assert targets.read(text) == [
        targets.Target(name, ">=", low, unit),
        targets.Target(name, "<=", high, unit),
    ]


@given(st.text(alphabet="耐压至内不以上 -~10,.×^≥=±and mtox%，；\n", max_size=60))
def test_whatever_is_typed_is_read_so_that_it_is_read_again_or_refused(text):
    try:
        found = targets.read(text)
    except Refused:
        return
    assert targets.read("\n".join(targets.shown(targets.stored(found)))) == found
