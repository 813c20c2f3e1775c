"""Work that one process at a time does."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest

from domain import claims, clock

pytestmark = pytest.mark.usefixtures("database")
LONG = timedelta(minutes=5)


def test_what_one_has_claimed_nobody_else_gets_until_it_is_done():
    with claims.claimed("learn", LONG) as first:
        with claims.claimed("learn", LONG) as second, claims.claimed("try_months", LONG) as other:
            assert (first, second, other) == (True, False, True)
        with claims.claimed("learn", LONG) as third:
            assert not third  # who did not have it does not let go of it
    with claims.claimed("learn", LONG) as again:
        assert again


def test_a_fault_lets_go_of_it_and_a_dead_process_loses_it_in_time():
    with pytest.raises(ZeroDivisionError), claims.claimed("learn", LONG):
        raise ZeroDivisionError
    dead = claims.claimed("learn", LONG)
    assert dead.__enter__()
    with claims.claimed("learn", LONG) as before:
        assert not before
    with clock.stopped(clock.now() + LONG), claims.claimed("learn", LONG) as after:
        assert after


def test_of_several_at_the_same_moment_one_gets_it():
    got, begin, end = [], Barrier(6), Barrier(6)

    def work():
        begin.wait()
        with claims.claimed("learn", LONG) as is_ours:
            got.append(is_ours)
            end.wait()

    threads = [Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == [False] * 5 + [True]
