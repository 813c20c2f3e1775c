"""Jobs go on whatever happens to one of them."""

from server import jobs


def broken():
    raise RuntimeError("no such table")


def test_a_job_says_how_much_it_did():
    assert jobs.run("count", lambda: 3) == 3


def test_a_job_that_fails_does_not_stop_the_others():
    assert jobs.run("broken", broken) == 0


def test_every_job_ticks():
    scheduler = jobs.start()
    try:
        ticking = {job.id for job in scheduler.get_jobs()} - {jobs.WARM}
        assert ticking == {name for name, _, _ in jobs.EVERY}
    finally:
        scheduler.shutdown(wait=False)
