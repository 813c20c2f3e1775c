"""What the platform does by itself, ticking in every process: the work is claimed, so it is done once."""

from collections.abc import Callable

import structlog
from apscheduler.schedulers.background import BackgroundScheduler

from domain.jobs import JOBS
from domain.matchmaking import shelves
from server import bots, embeddings, machine_code, mail, metrics

log = structlog.get_logger("jobs")
WARM = "warm_indexes"
EVERY = [
    *JOBS,
    ("send_mail", 15, mail.send_due),
    ("send_by_bots", 15, bots.send_due),
    ("fetch_embeddings", 5, embeddings.fetch_due),
]


def start() -> BackgroundScheduler:
    """Begin ticking; `shutdown()` what is returned."""
    scheduler = BackgroundScheduler(timezone="UTC")
    for name, seconds, job in EVERY:
        scheduler.add_job(
            run,
            "interval",
            seconds=seconds,
            jitter=seconds // 10,
            args=(name, job),
            id=name,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
    scheduler.add_job(run, args=(WARM, warm), id=WARM, misfire_grace_time=None)  # at once
    scheduler.start()
    return scheduler


def warm() -> int:
    """Make ready what takes long at its first use: the indexes of matchmaking, the machine code of the timetable."""
    machine_code.make()
    held = shelves.warm()
    machine_code.use()
    return held


def run(name: str, job: Callable[[], int]) -> int:
    """One tick of one job; a fault is written down and the next tick tries again."""
    try:
        done = job()
    except Exception:
        metrics.JOBS.labels(name, "failed").inc()
        log.exception("job_failed", job=name)
        return 0
    metrics.JOBS.labels(name, "done").inc()
    if done:
        log.info("job_done", job=name, count=done)
    return done
