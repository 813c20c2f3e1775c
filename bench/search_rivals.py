"""The same directory as plain systems keep it: one text a record, found by LIKE, or by PostgreSQL's own full text."""

from collections.abc import Callable, Sequence

from sqlalchemy import text
from sqlmodel import Session

from db.engine import engine, is_sqlite, transaction

PAGE = 20
Rival = Callable[[Session, str], Sequence[int]]

_MAKE = """
CREATE TABLE plain_record AS
SELECT e.id AS id,
  coalesce(e.name, '') || ' ' || coalesce(e.name_en, '') || ' ' || coalesce(o.credit_code, '')
  || ' ' || coalesce(o.phone, '') || ' ' || coalesce(o.products, '')
  || ' ' || coalesce(a.name, '') || ' ' || coalesce(a.name_en, '')
  || ' ' || coalesce(i.name, '') || ' ' || coalesce(i.name_en, '')
  || ' ' || coalesce((SELECT {gather} FROM organisation_tag t
                      WHERE t.organisation_id = o.id AND p.id IS NULL), '')
  || ' ' || coalesce(p.summary, '') || ' ' || coalesce(p.summary_en, '')
  || ' ' || coalesce(p.eligibility, '') AS said
FROM directory_entry e
JOIN organisation o ON o.id = e.organisation_id
LEFT JOIN service_product p ON e.kind = 'service_product' AND p.id = e.subject_id
LEFT JOIN area a ON a.code = e.area_code
LEFT JOIN industry i ON i.code = e.industry_code
"""


def make() -> None:
    """Build what the rivals search."""
    gather = "group_concat(t.tag, ' ')" if is_sqlite() else "string_agg(t.tag, ' ')"
    with transaction() as session:
        session.exec(text("DROP TABLE IF EXISTS plain_record"))
        session.exec(text(_MAKE.format(gather=gather)))
        if not is_sqlite():
            index = "CREATE INDEX ON plain_record USING gin (to_tsvector('simple', said))"
            session.exec(text(index))
    if not is_sqlite():
        with engine().connect() as connection:
            connection.execute(text("ANALYZE plain_record"))
            connection.commit()


def like(session: Session, typed: str) -> Sequence[int]:
    """Every word somewhere in the text, as it stands; the first page, in no order."""
    words = typed.split()
    sign = "LIKE" if is_sqlite() else "ILIKE"
    where = " AND ".join(f"said {sign} :word{n}" for n in range(len(words)))
    asked = text(f"SELECT id FROM plain_record WHERE {where} LIMIT {PAGE}")
    found = session.exec(asked, params={f"word{n}": f"%{word}%" for n, word in enumerate(words)})
    return [row[0] for row in found]


def full_text(session: Session, typed: str) -> Sequence[int]:
    """PostgreSQL's own full text without extensions; the first page, in no order."""
    asked = text(
        "SELECT id FROM plain_record WHERE to_tsvector('simple', said)"
        f" @@ plainto_tsquery('simple', :typed) LIMIT {PAGE}"
    )
    return [row[0] for row in session.exec(asked, params={"typed": typed})]


def rivals() -> dict[str, Rival]:
    return {"like": like} if is_sqlite() else {"like": like, "full_text": full_text}
