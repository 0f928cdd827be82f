"""The command as a program: ``python -m collabsim`` is the same as ``collabsim``."""

from __future__ import annotations

import signal
import sys
from typing import NoReturn

from collabsim.cli.main import main


def program() -> NoReturn:
    """Run the command and leave with its exit code.

    Once all is done and said, a request to stop is too late: it changes neither the code nor what
    was said, while the process puts its things away.
    """
    code = main()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.SIG_IGN)
    sys.exit(code)


if __name__ == "__main__":
    program()
