"""The files of a bulletin: Word out of a template that is a stranger's, PDF, the public article; each read back."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from html.parser import HTMLParser
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document

from domain.bulletin import article, filled, pdf_file, pictures, word_file
from domain.bulletin.filled import (
    BrokenBraces,
    NotAlwaysThere,
    NoTemplate,
    ReachesTooFar,
    TakesTooMuch,
    UnknownName,
)
from domain.bulletin.fonts import chinese
from domain.bulletin.telling import Part, Table, Told
from domain.bulletin_templates import TRIAL

TABLE = Table(("指标", "本月"), (("受理诉求", "512"), ("<b>&amp;{{ 7 * 7 }}", "–")), (3, 1))
PARTS = (
    Part("totals", "一、总体情况", ("平稳。",), (("主要指标", TABLE),)),
    Part("overdue", "二、超期工单", ("机密：甲单位超期。",), is_internal=True),
)


@pytest.fixture
def told():
    bars = [pictures.Bar("龙湾区", 0.9, "90%"), pictures.Bar("洞头区", None, "–")]
    png = pictures.ranked(bars, title="按期办结率", is_share=True)
    return Told("月度通报", "温州", PARTS, "截至今日", "zh", (("totals", png),))


def template(*lines):
    paper = Document()
    for line in lines:
        paper.add_paragraph(line)
    kept = BytesIO()
    paper.save(kept)
    return kept.getvalue()


def words(content):
    return [each.text for each in Document(BytesIO(content)).paragraphs]


def test_the_word_file_holds_every_text_table_and_picture_and_runs_nothing_of_what_was_typed(told):
    content = word_file.written(told)
    paper = Document(BytesIO(content))
    assert {"月度通报", "一、总体情况", "机密：甲单位超期。"} <= set(words(content))
    cells = [[cell.text for cell in row.cells] for row in paper.tables[0].rows]
    assert cells == [["指标", "本月"], ["受理诉求", "512"], ["<b>&amp;{{ 7 * 7 }}", "–"]]
    assert len(paper.inline_shapes) == 1


def test_a_template_of_ones_own_is_filled_in_by_the_names_of_the_parts(told):
    mine = template("标题：{{ title }}", "{{ totals.texts[0] }}", "{{ overdue.title }}")
    assert words(word_file.written(told, mine)) == ["标题：月度通报", "平稳。", "二、超期工单"]


def test_a_template_names_parts_that_a_month_does_not_have_and_reads_nothing_there(told):
    lines = ("{{ cases.title }}|{{ cases.texts[0] }}|{{ notes.tables[0].rows[0][0] }}|",)
    lines += ("{% for each in honours.texts %}x{% endfor %}|{% if closing %}x{% endif %}",)
    lines += ("{{ gauges is defined }}",)
    assert words(word_file.written(told, template(*lines))) == ["|||", "|", "False"]


def test_the_headline_is_the_headline_where_the_gauges_have_a_part_of_their_own(told):
    gauges = Part("gauges", "三、国家示范平台对标", ("按 2017 年标准。",), (("条件", TABLE),))
    told = replace(told, parts=(*PARTS, gauges))
    assert "月度通报" in words(word_file.written(told))
    older = template(
        "{{ title }}", "{{ title.title }}", "{{ title.texts[0] }}", "{{ gauges.title }}"
    )
    assert words(word_file.written(told, older)) == [
        "月度通报",
        "三、国家示范平台对标",
        "按 2017 年标准。",
        "三、国家示范平台对标",
    ]


@pytest.mark.parametrize(
    "line", ["{{ overdue.tables[0].rows }}", "{{ cases.texts + notes.texts }}"]
)
def test_a_template_that_asks_for_what_some_month_lacks_is_refused_before_that_month(line):
    with pytest.raises(NotAlwaysThere) as told:
        word_file.check(template("第一行", line), TRIAL)
    assert line in str(told.value)
    word_file.check(template("{%p for table in overdue.tables %}", "x", "{%p endfor %}"), TRIAL)


@pytest.mark.parametrize(
    ("line", "refusal"),
    [
        ("{{ ''.__class__.__mro__[1].__subclasses__() }}", ReachesTooFar),
        ("{{ parts.append(1) }}", ReachesTooFar),
        ("{% for n in range(1000000000) %}x{% endfor %}", ReachesTooFar),
        ("{% include '/etc/passwd' %}", ReachesTooFar),
        ("{{ title }", BrokenBraces),
        ("{{ nothing.of.the.kind }}", UnknownName),
    ],
)
def test_a_template_that_reaches_beyond_its_texts_is_refused_and_the_place_is_named(line, refusal):
    with pytest.raises(refusal) as told:
        word_file.check(template("第一行", line, "{{ foot }}"), TRIAL)
    assert line in str(told.value)


@pytest.mark.parametrize(
    "line",
    [
        "{{ 'x' * 9999999999 }}",
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
    ],
    ids=["memory", "time"],
)
def test_a_template_that_takes_too_much_stops_where_it_is_and_takes_nothing_with_it(
    line, monkeypatch
):
    monkeypatch.setattr(filled, "SECONDS", 3)
    with pytest.raises(TakesTooMuch):
        word_file.check(template(line), TRIAL)


@pytest.mark.parametrize(
    "attempt",
    [
        "open('/etc/passwd')",
        "open(sys.prefix + '/..' * 20 + '/etc/passwd')",
        "open('/tmp/x', 'w')",
        "__import__('socket').socket()",
        "__import__('os').fork()",
        "__import__('subprocess').run(['true'])",
        "__import__('os').system('true')",
    ],
)
def test_even_who_gets_out_of_the_sandbox_finds_nothing_to_take_hold_of(attempt):
    """The hook that the process closes itself with, in a process of its own."""
    folder = str(filled.SCRIPT.parent)
    tried = (
        f"import sys; sys.path.insert(0, {folder!r}); import filling_in;"
        f" sys.addaudithook(filling_in._allow); {attempt}"
    )
    done = subprocess.run(
        [sys.executable, "-c", tried], capture_output=True, text=True, env=filled.SEEN
    )
    assert "PermissionError" in done.stderr


def test_what_is_no_word_file_or_too_large_is_refused():
    for content in (b"", b"PK\x03\x04 broken", b"x" * (word_file.MOST_BYTES + 1), zipped("a.txt")):
        with pytest.raises(NoTemplate):
            word_file.check(content, TRIAL)


def zipped(name, content=b"x"):
    kept = BytesIO()
    with ZipFile(kept, "w") as archive:
        archive.writestr(name, content)
    return kept.getvalue()


def test_the_platforms_own_template_passes_its_own_trial():
    word_file.check(word_file.laid_down(), TRIAL)


def test_the_pdf_is_a_pdf_with_its_pages_and_its_font_inside(told):
    content = pdf_file.written(told)
    assert content.startswith(b"%PDF-") and b"/FontFile" in content and b"/Image" in content
    assert len(content) < 300_000  # the signs that are used, not the whole font


def test_a_certificate_is_one_page_across():
    content = pdf_file.certificate(
        title="荣誉证书", lines=("龙湾区：", "第一名"), issued="温州\n2026年10月"
    )
    assert content.startswith(b"%PDF-") and content.count(b"/Type /Page\n") == 1


def test_the_article_keeps_its_styles_in_its_tags_and_what_is_internal_out(told):
    text = article.written(told).decode()
    assert "机密" not in text and "超期工单" not in text
    assert "&lt;b&gt;&amp;amp;" in text and "<script" not in text and "<style" not in text
    tags = Tags()
    tags.feed(text)
    assert all(address.startswith("data:image/png") for address in tags.sources)
    assert tags.sources and tags.unstyled == []


class Tags(HTMLParser):
    """Where pictures come from, and which tags that are seen have no style of their own."""

    def __init__(self):
        super().__init__()
        self.sources, self.unstyled = [], []

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        if tag == "img":
            self.sources.append(said["src"])
        if tag in ("p", "h1", "h2", "td", "th", "table", "img") and "style" not in said:
            self.unstyled.append(tag)


def test_points_of_few_records_are_hollow_and_the_legend_says_so():
    said = {
        "many_name": "受理",
        "share_name": "按期办结率",
        "few_name": "样本少",
        "title": "近三月",
    }

    def drawn(*few, shares=(0.9, 0.5, 0.8)):
        return pictures.curve(["1", "2", "3"], [5, 2, 9], shares, few=few, **said)

    assert (
        len({drawn(False, False, False), drawn(False, True, False), drawn(True, False, False)}) == 3
    )
    without = (0.9, None, 0.8)
    assert drawn(False, True, False, shares=without) == drawn(False, False, False, shares=without)


def test_pictures_are_drawn_by_several_threads_at_once():
    bars = [pictures.Bar(f"第{n}区", n / 10, f"{n}0%") for n in range(10)]
    with ThreadPoolExecutor(4) as pool:
        drawn = list(
            pool.map(lambda n: pictures.ranked(bars[:n], title="率", is_share=True), [3, 5, 3, 5])
        )
    assert drawn[0] == drawn[2] and drawn[1] == drawn[3] and drawn[0] != drawn[1]
    assert all(each.startswith(b"\x89PNG") for each in drawn)


def test_without_a_chinese_font_it_is_said_what_is_to_be_installed(monkeypatch, told):
    monkeypatch.setattr("domain.bulletin.pdf_file.chinese", lambda: None)
    with pytest.raises(pdf_file.NoFont) as refusal:
        pdf_file.written(told)
    assert "fonts-noto-cjk" in str(refusal.value)


def test_the_font_that_was_found_has_chinese_signs():
    assert chinese().path.exists()
