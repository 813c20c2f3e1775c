"""Demands that say the same, names that mean the same."""

import pytest

from domain.similarity import likeness, name_key, similar

DEMANDS = {
    1: "出口退税办理缓慢\n我公司三月份申报的出口退税至今没有到账，影响资金周转",
    2: "厂区频繁停电\n近一个月车间经常停电，电压不稳，设备损坏",
    3: "招工困难\n鞋厂旺季缺缝纫工，招不到熟练工人，请求组织招聘会",
    4: "铸造阀门气孔技术难题\n不锈钢阀门铸件气孔率高，寻求高校帮助",
    5: "排污许可证续期\n公司的排污许可证下月到期，如何换证",
    6: "招聘大学生补贴\n招用高校毕业生的社保补贴怎么申请",
    7: "展会补贴\n参加广交会的展位费补贴",
    8: "办理营业执照变更\n公司法定代表人变更需要哪些材料",
    9: "Delay of export tax refunds\nThe refund for our March exports has not arrived",
    10: "Recruitment of sewing workers\nOur shoe factory lacks skilled workers for its machines",
    11: "Patent infringement\nA competitor copies our patented lock, we need legal help",
    12: "园区道路破损\n厂区门口道路坑洼，货车通行困难",
}


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("出口退税迟迟不到账", 1),
        ("三月份的退税款还没到账，申报很久了", 1),
        ("车间电压不稳定，总是停电", 2),
        ("旺季招不到缝纫工", 3),
        ("阀门铸件出现气孔，想找高校合作", 4),
        ("排污许可证快到期了怎么换", 5),
        ("高校毕业生社保补贴申请条件", 6),
        ("广交会展位费有补贴吗", 7),
        ("变更法定代表人要什么材料", 8),
        ("園區道路坑洼,货车难以通行", 12),
        ("Our export tax refund is delayed", 9),
        ("We lack skilled sewing workers", 10),
        ("A competitor is copying our patented lock", 11),
    ],
)
def test_the_same_demand_in_other_words_is_found_first(typed, expected):
    assert similar(typed, DEMANDS.items())[0][0] == expected


@pytest.mark.parametrize(
    "typed",
    [
        "厂房租金上涨过快，希望协调",
        "消防验收一直没有通过",
        "请问贵单位电话是多少，谢谢",
        "申请专利质押贷款",
        "集装箱运费太高",
        "How do we rent a larger plant in the new zone",
        "Question about our company, please help",
        "补贴",
        "。。。",
        "",
    ],
)
def test_a_different_demand_is_like_none(typed):
    assert similar(typed, DEMANDS.items()) == []


def test_the_demand_itself_is_wholly_alike_and_likeness_is_mutual():
    for text in DEMANDS.values():
        assert likeness(text, text) == 1
        for other in DEMANDS.values():
            assert likeness(text, other) == likeness(other, text)


def test_only_the_most_alike_are_given_in_order():
    texts = ["车间经常停电", "车间停电", "厂房停电", "车间经常停电，电压不稳"]
    found = similar("车间经常停电", enumerate(texts), at_least=0.2, most=3)
    assert [key for key, _ in found][:1] == [0]
    assert len(found) == 3
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)


def test_a_very_long_text_is_compared_by_its_beginning():
    assert likeness("车间经常停电" + "无" * 100_000, "车间经常停电" + "无" * 1494) == 1


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("温州市鹿城鞋业有限公司", "鹿城鞋业（温州）股份有限公司"),
        ("浙江正源电器集团有限公司", "正源电器"),
        ("瓯海 ＡＢＣ 电器有限责任公司", "瓯海abc电器公司"),
        ("Ouhai Valve Co., Ltd.", "OUHAI VALVE LIMITED"),
        ("瓯江投资合伙企业(有限合伙)", "瓯江投资"),
    ],
)
def test_one_organisation_has_one_key(name, other):
    assert name_key(name) == name_key(other)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("鹿城鞋业有限公司", "鹿城鞋机有限公司"),
        ("正源电器(杭州)有限公司", "正源电器(温州)有限公司"),
        ("正源电器", "正源电气"),
        ("Ouhai Valve Co., Ltd.", "Ouhai Pump Co., Ltd."),
        ("Costco", "Costco Limited Foods"),
    ],
)
def test_different_organisations_have_different_keys(name, other):
    assert name_key(name) != name_key(other)


@pytest.mark.parametrize("name", ["温州市", "有限公司", "Limited", "浙江集团有限公司"])
def test_a_name_of_common_words_alone_keeps_a_key(name):
    assert name_key(name)
