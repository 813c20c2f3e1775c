"""The machine code is made once, by another process."""

from server import machine_code


def test_what_was_made_once_is_not_made_again(monkeypatch):
    machine_code.make()
    assert machine_code._MADE.exists()
    monkeypatch.setattr(machine_code.subprocess, "Popen", _no_process)
    machine_code.make()
    machine_code.use()


def _no_process(*_, **__):
    raise AssertionError("another process was begun")
