"""Makes ``python -m collabsim`` the same as ``collabsim``."""

from __future__ import annotations

import sys

from collabsim.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
