"""The compiled engine: the same rules and draws as the agents, over arrays, to the same bits."""

from __future__ import annotations

import os
import re

if not re.fullmatch("[1-9][0-9]{0,5}", os.environ.get("NUMBA_NUM_THREADS", "1")):
    del os.environ["NUMBA_NUM_THREADS"]  # numba would not start; its threads are not used here
