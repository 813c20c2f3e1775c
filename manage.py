#!/usr/bin/env python3
"""One way to run, test and look after the platform: python3 manage.py WORD.

Standard library only, and readable by any Python 3: it makes the environment, installs what is locked, and hands the
word to launch/words.py inside it.
"""

import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.abspath(__file__))
NEWEST_NEEDED = (3, 11)

HELP = """\
python3 manage.py WORD [options]

  run [--host H] [--port P] [--database-url URL] [--language zh|en] [--empty]
                     set everything up and serve; demo data on the first run
  test [...]         the whole suite; what follows is handed to pytest
  migrate            bring the database up to this release
  seed [--size small|city|million] [--demands N] [--language zh|en]
                     live the demo year in an empty database; city and million: with that many enterprises
  backup FILE        store database and attachments, while the platform runs
  restore FILE       put them back, wholly or not at all
  export-hsds FILE   write service organisations and services as an HSDS 3 data package
  verify             check the trail of events and what is kept of counts; names the first fault
  user USERNAME [NAME] [--database-url URL] [--address URL]
                     make an administrator; prints the link to come in by
  jobs               do once what the platform does by itself
  docs               write the documents that the code tells
  bench docking|kpi|match|pages|registration|search [--json]
                     measure, beside rivals where there are any
  evaluate matching FOLDER [--json]
                     rank judged texts with the matching engine and with its rivals
"""
WORDS = {
    "run",
    "test",
    "migrate",
    "seed",
    "backup",
    "restore",
    "export-hsds",
    "verify",
    "user",
    "jobs",
    "docs",
    "bench",
    "evaluate",
}
FOR_DEVELOPERS = {"test", "bench", "evaluate"}


def main(arguments):
    if sys.version_info < NEWEST_NEEDED:
        return _fail(
            "Python {}.{} or newer is needed; this is {}. Start manage.py with a newer python3.".format(
                *NEWEST_NEEDED, sys.version.split()[0]
            )
        )
    word = arguments[0] if arguments else "help"
    if word not in WORDS:
        sys.stdout.write(HELP)
        return 0 if word in ("help", "-h", "--help") else 2
    from launch.environment import Trouble, prepare

    try:
        python = prepare(ROOT, with_developers_tools=word in FOR_DEVELOPERS)
    except Trouble as trouble:
        return _fail(str(trouble))
    # The words run in the platform's folder; a file is meant as whoever calls sees it.
    os.environ["PLATFORM_CALLED_FROM"] = os.getcwd()
    command = [python, "-m", "launch.words", *arguments]
    if os.name == "nt":
        return subprocess.call(command, cwd=ROOT)
    # In place of this process, so that whoever stops or signals it reaches the server itself.
    sys.stdout.flush()
    os.chdir(ROOT)
    os.execv(python, command)


def _fail(sentence):
    sys.stderr.write(sentence + "\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
