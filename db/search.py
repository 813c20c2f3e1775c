"""Finding by words in Chinese and English, codes and numbers, on either database.

A searched table has an integer key `id` and a column `search_text` that commands fill with
`segmented(…)`. Chinese stands in it as pairs of neighbouring characters, since most Chinese words
have two; the last character of a run also stands alone, so that every character begins some token
and is found by its prefix.

SQLite indexes the column with FTS5, kept in step by triggers; PostgreSQL as a `tsvector` under
GIN. Neither may split words of its own accord: FTS5's `ascii` takes every character beyond ASCII
as a letter, and an array of lexemes goes past PostgreSQL's parser, which would cut the code
`1e2e` in two. Neither index knows where a token stood, so neighbouring pairs are checked in the
column itself, on the few rows that the index left.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import (
    Boolean,
    ColumnElement,
    and_,
    cast,
    column,
    false,
    func,
    inspect,
    or_,
    select,
    table,
    true,
)
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

MOST_TYPED = 200  # characters of a query that are looked at
_LONGEST_TOKEN = 60

_HAN = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_CJK = f"{_HAN}\u3040-\u30ff\uac00-\ud7af"
_RUN = re.compile(rf"[{_CJK}]+|(?:(?![{_CJK}])[^\W_])+")
_RUN_OF_CJK = re.compile(f"[{_CJK}]")
_DASH_IN_NUMBER = re.compile(r"(?<=\d)[-\u2010-\u2015](?=\d)")
_NUMBER = re.compile(r"(?:\+86|0086|\+)?([\d\s()\u2010-\u2015-]+)")


def segmented(*texts: str | None) -> str:
    """What `search_text` holds for a record of these texts.

    Width and case are levelled (NFKC, lower case); traditional characters are left as they are. A
    number with dashes stands in its parts and also in one piece, as people write telephone
    numbers both ways.
    """
    tokens: list[str] = []
    for text in filter(None, texts):
        level = _level(text)
        parts = _tokens(level)
        tokens += parts
        whole = _DASH_IN_NUMBER.sub("", level)
        if whole != level:
            known = set(parts)
            tokens += [token for token in _tokens(whole) if token not in known]
    return " ".join(tokens)


def condition(model: type, query: str) -> ColumnElement[bool]:
    """What holds for the rows of a mapped class, or its alias, in which all words of a query occur.

    Chinese is found as it stands, from one character on; the last Latin word or number also by
    its beginning. A query without any letter or digit finds nothing.
    """
    return condition_of(model, [[words(query)]])


def condition_of(model: type, groups: Sequence[Sequence["Asked"]]) -> ColumnElement[bool]:
    """What holds for the rows in which, of every group, at least one alternative occurs."""
    if not groups or not all(any(each.asks for each in group) for group in groups):
        return false()
    groups = [[each for each in group if each.asks] for group in groups]
    mapped = inspect(model)
    columns, name = mapped.selectable.c, mapped.mapper.local_table.name
    return and_(
        _Indexed(_on_fts(name, columns.id, groups), _on_vector(name, columns.search_text, groups)),
        *(_standing(columns.search_text, group) for group in groups),
    )


def words(query: str) -> "Asked":
    """The words of a query, all of which are to occur."""
    return _read(_level(query[:MOST_TYPED]))


def exactly(text: str) -> "Asked":
    """The words of a text, none of them by its beginning only."""
    asked = words(text)
    latin = tuple(each for each in asked.beginnings if not is_cjk(each))
    return replace(
        asked,
        whole=asked.whole + latin,
        beginnings=tuple(each for each in asked.beginnings if is_cjk(each)),
    )


def tokens(*marked: str) -> "Asked":
    """Tokens that a command has put beside the words (see `mark`), all of which are to occur."""
    return Asked(whole=marked)


def mark(sign: str, text: str) -> str:
    """A token that no typed word can be: its sign is a character of a private area of Unicode."""
    level = _level(text)
    if not "\ue000" <= sign <= "\uf8ff" or not level.isalnum():
        raise ValueError(f"not to be marked: {text!r}")
    return sign + level


def ddl(dialect: str, name: str) -> list[str]:
    """The statements that make a table searchable on a dialect: "sqlite" or "postgresql".

    Rebuilding a table in SQLite (Alembic's batch mode) loses its triggers: drop the search
    before, make it after.
    """
    _check(name)
    if dialect == "postgresql":
        # The function's cost keeps the planner from trying row after row where the index would
        # do; in the language `sql` it would be inlined, and its cost forgotten.
        return [
            f"CREATE FUNCTION {name}_search_vector(tokens text) RETURNS tsvector LANGUAGE plpgsql"
            " IMMUTABLE STRICT PARALLEL SAFE COST 400 AS $$BEGIN RETURN"
            " array_to_tsvector(array_remove(string_to_array(tokens, ' '), '')); END$$",
            f"CREATE INDEX ix_{name}_search ON {name}"
            f" USING gin ({name}_search_vector(search_text))",
        ]
    forget = (
        f"INSERT INTO {name}_fts ({name}_fts, rowid, search_text)"
        " VALUES ('delete', old.id, old.search_text);"
    )
    learn = f"INSERT INTO {name}_fts (rowid, search_text) VALUES (new.id, new.search_text);"
    return [
        f"CREATE VIRTUAL TABLE {name}_fts USING fts5(search_text, content='{name}',"
        " content_rowid='id', tokenize='ascii', detail='none', prefix='1 2 4 6')",
        f"CREATE TRIGGER {name}_fts_insert AFTER INSERT ON {name} BEGIN {learn} END",
        f"CREATE TRIGGER {name}_fts_delete AFTER DELETE ON {name} BEGIN {forget} END",
        f"CREATE TRIGGER {name}_fts_update AFTER UPDATE OF id, search_text ON {name}"
        f" WHEN old.id <> new.id OR old.search_text <> new.search_text BEGIN {forget} {learn} END",
        f"INSERT INTO {name}_fts ({name}_fts) VALUES ('rebuild')",
    ]


def ddl_drop(dialect: str, name: str) -> list[str]:
    """The statements that undo `ddl`."""
    _check(name)
    if dialect == "postgresql":
        return [
            f"DROP INDEX IF EXISTS ix_{name}_search",
            f"DROP FUNCTION IF EXISTS {name}_search_vector(text)",
        ]
    triggers = [f"DROP TRIGGER IF EXISTS {name}_fts_{on}" for on in ("insert", "delete", "update")]
    return [*triggers, f"DROP TABLE IF EXISTS {name}_fts"]


def runs(text: str) -> list[str]:
    """The words of a text: runs of Chinese (also kana, hangul), and of other letters and digits."""
    return [run if is_cjk(run) else run[:_LONGEST_TOKEN] for run in _RUN.findall(text)]


def is_cjk(run: str) -> bool:
    """Whether one of the `runs` is Chinese."""
    return not run.isascii() and _RUN_OF_CJK.match(run) is not None


@dataclass(frozen=True)
class Asked:
    """What is asked for: whole tokens, beginnings, and tokens that follow one another."""

    whole: tuple[str, ...] = ()
    beginnings: tuple[str, ...] = ()
    neighbours: tuple[str, ...] = ()
    number: str | None = None  # the whole query in one piece, when it is a number typed in groups

    @property
    def asks(self) -> bool:
        return bool(self.whole or self.beginnings)


def _read(level: str) -> Asked:
    typed = runs(_DASH_IN_NUMBER.sub("", level))
    latin = [run for run in typed if not is_cjk(run)]
    single = [run for run in typed if is_cjk(run) and len(run) == 1]
    chains = [_pairs(run) for run in typed if is_cjk(run) and len(run) > 1]
    number = _number(level.strip())
    return Asked(
        whole=_once([*latin[:-1], *(pair for chain in chains for pair in chain)]),
        beginnings=_once([*single, *latin[-1:]]),
        neighbours=_once(" ".join(chain) for chain in chains if len(chain) > 1),
        number=None if number in latin else number,
    )


def _standing(text: ColumnElement, group: Sequence[Asked]) -> ColumnElement[bool]:
    """That the pairs of one alternative stand beside each other; one without any asks nothing more."""
    if not all(each.neighbours for each in group):
        return true()
    return or_(
        *(
            and_(*(text.contains(pairs, autoescape=True) for pairs in each.neighbours))
            for each in group
        )
    )


def _number(level: str) -> str | None:
    """The digits of 138 1234 5678, (0577) 8888 or +86 138 1234, without the country's prefix."""
    number = _NUMBER.fullmatch(level)
    digits = re.sub(r"\D", "", number[1]) if number else ""
    return digits[:_LONGEST_TOKEN] if len(digits) >= 5 else None


class _Indexed(FunctionElement):
    """The same question put to either database's index: clauses (on SQLite, on PostgreSQL)."""

    type = Boolean()
    inherit_cache = True

    def self_group(self, against=None):
        return self  # a Boolean would be compared with 1 on SQLite, and the index not used


@compiles(_Indexed, "sqlite")
def _sqlite(element: _Indexed, compiler, **kw) -> str:
    return f"({compiler.process(list(element.clauses)[0], **kw)})"


@compiles(_Indexed, "postgresql")
def _postgresql(element: _Indexed, compiler, **kw) -> str:
    return f"({compiler.process(list(element.clauses)[1], **kw)})"


# Tokens are letters and digits only, so that the quotes around them hold whatever was typed.


def _on_fts(
    name: str, key: ColumnElement, groups: Sequence[Sequence[Asked]]
) -> ColumnElement[bool]:
    match = _expression(groups, " AND ", " OR ", '"{}"', '"{}" *')
    index = table(f"{name}_fts", column("rowid"), column(f"{name}_fts"))
    return key.in_(select(index.c.rowid).where(index.c[f"{name}_fts"].bool_op("MATCH")(match)))


def _on_vector(
    name: str, text: ColumnElement, groups: Sequence[Sequence[Asked]]
) -> ColumnElement[bool]:
    match = _expression(groups, " & ", " | ", "'{}'", "'{}':*")
    vector = getattr(func, f"{name}_search_vector")(text)
    return vector.bool_op("@@")(cast(match, TSQUERY))


def _expression(
    groups: Sequence[Sequence[Asked]], both: str, either: str, whole: str, beginning: str
) -> str:
    """All of the groups, of each group one alternative, of that all tokens: in a dialect's signs."""

    def one(asked: Asked) -> str:
        found = [whole.format(token) for token in asked.whole]
        found += [beginning.format(token) for token in asked.beginnings]
        match = f"({both.join(found)})"
        return f"({match}{either}{beginning.format(asked.number)})" if asked.number else match

    return both.join(f"({either.join(map(one, group))})" for group in groups)


def _tokens(level: str) -> list[str]:
    tokens: list[str] = []
    for run in runs(level):
        tokens += [*_pairs(run), run[-1]] if is_cjk(run) else [run]
    return tokens


def _pairs(run: str) -> list[str]:
    return [run[i : i + 2] for i in range(len(run) - 1)]


def _once(tokens: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(tokens))


def _level(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()


def _check(name: str) -> None:
    if not name.isidentifier():
        raise ValueError(f"not the name of a table: {name!r}")
