"""What two records that become one would have twice: dropped with the merge, and had again when it is undone."""

from sqlmodel import Session, col, select

from db.models import Activity, ActivityPartner, Duty


def drop(session: Session, kept_id: int, other_id: int) -> dict[str, list[list]]:
    """Drop what both have; what it was, as the event keeps it."""
    return {
        "duties": _duties(session, kept_id, other_id),
        "helped": _partners(session, kept_id, other_id),
    }


def put_back(session: Session, other_id: int, dropped: dict) -> None:
    """Let everybody have again what `drop` said."""
    for field, area_code in dropped.get("duties", ()):
        session.add(Duty(field=field, area_code=area_code, unit_id=other_id))
    for activity_id, organisation_id in dropped.get("helped", ()):
        # Those who hold it may have named them again since.
        if session.get(ActivityPartner, (activity_id, organisation_id)) is None:
            session.add(ActivityPartner(activity_id=activity_id, organisation_id=organisation_id))
    session.flush()


def _duties(session: Session, kept_id: int, other_id: int) -> list[list[str | None]]:
    """Duties that both have are those of the one that stays; returns what the other one had."""
    rows = session.exec(select(Duty).where(col(Duty.unit_id).in_((kept_id, other_id)))).all()
    kept = {(row.field, row.area_code) for row in rows if row.unit_id == kept_id}
    double = [r for r in rows if r.unit_id == other_id and (r.field, r.area_code) in kept]
    for row in double:
        session.delete(row)
    session.flush()
    return [[row.field.value, row.area_code] for row in double]


def _partners(session: Session, kept_id: int, other_id: int) -> list[list[int]]:
    """An activity that both help to hold, or that one holds and the other helps, names the one that stays once."""
    both = (kept_id, other_id)
    rows = session.exec(
        select(ActivityPartner, Activity.organiser_id)
        .join(Activity, Activity.id == ActivityPartner.activity_id)
        .where(col(ActivityPartner.organisation_id).in_(both))
        .order_by(ActivityPartner.activity_id)
    ).all()
    kept = {row.activity_id for row, _ in rows if row.organisation_id == kept_id}
    double = [
        row
        for row, organiser_id in rows
        if organiser_id in both or (row.organisation_id == other_id and row.activity_id in kept)
    ]
    for row in double:
        session.delete(row)
    session.flush()
    return [[row.activity_id, row.organisation_id] for row in double]
