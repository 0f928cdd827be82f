"""The command as a program: ``python -m collabsim`` is the same as ``collabsim``."""

from __future__ import annotations

import os
import signal
import sys
from typing import NoReturn


def program() -> NoReturn:
    """Run the command and leave with its exit code.

    Once all is done and said, a request to stop is too late: it changes neither the code nor what
    was said, while the process puts its things away. One that comes while the program is being
    loaded finds nothing begun.
    """
    try:
        from collabsim.cli.main import main
    except KeyboardInterrupt:
        if sys.stderr is not None:
            sys.stderr.write("Stopped. Nothing was written.\n")
            sys.stderr.flush()
        os._exit(130)  # an import that was cut short can make Python leave by the signal instead
    code = main()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.SIG_IGN)
    sys.exit(code)


if __name__ == "__main__":
    program()
