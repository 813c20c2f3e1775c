"""Hot topics are what several enterprises say alike; what only one of them says is never told."""

from domain.bulletin.hot_topics import LEAST, Said, topics

POWER = (
    "车间限电导致生产线停工，希望协调用电负荷",
    "限电影响订单交付，请求协调生产用电负荷",
    "夏季限电，生产用电负荷不足，希望协调",
    "工业园区限电频繁，用电负荷无法保障生产",
)
LOANS = (
    "银行贷款续贷困难，请求融资担保支持",
    "小微企业融资难，银行贷款需要担保",
    "贷款到期续贷，希望银行融资担保协调",
)
REST = ("注册商标流程咨询", "招聘技术工人补贴", "出口退税进度查询", "消防验收整改意见")


def said(*texts, prefix="企业"):
    return [Said(text, f"{prefix}{n}") for n, text in enumerate(texts)]


def test_demands_that_say_alike_are_one_topic_the_largest_first():
    found = topics(said(*LOANS, *REST, *POWER))
    assert [len(each.places) for each in found] == [4, 3]
    assert "限电" in found[0].words or "用电" in found[0].words
    assert {"贷款", "融资", "担保", "续贷"} & set(found[1].words)


def test_the_month_before_is_counted_by_the_same_topic():
    [power, loans] = topics(said(*LOANS, *POWER, *REST), said(*POWER[:2], *REST))
    assert (power.before, loans.before) == (2, 0)


def test_what_one_enterprise_says_again_and_again_is_no_topic():
    alone = [Said(text, "恒泽阀门") for text in POWER]
    assert topics([*alone, *said(*REST)]) == ()


def test_a_name_that_few_use_is_no_word_of_a_topic():
    named = [Said(f"恒泽阀门{text}", "恒泽") for text in POWER[:1]]
    [power] = topics([*named, *said(*POWER[1:], *REST)])
    assert not any("恒泽" in word or "阀门" in word for word in power.words)


def test_a_month_without_demands_has_no_topics():
    assert topics([]) == () and topics(said(*REST)) == ()
    assert LEAST == 3
