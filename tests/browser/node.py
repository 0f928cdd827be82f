"""Runs JavaScript in Node and returns what it prints."""

from __future__ import annotations

import json
import shutil
import subprocess
from importlib import resources
from typing import Any

import pytest

NODE = shutil.which("node") or shutil.which("nodejs")
needs_node = pytest.mark.skipif(NODE is None, reason="no Node.js on this machine")
PRELUDE = resources.files("collabsim.browser").joinpath("draws.js").read_text("utf-8")


def run(source: str, given: Any) -> Any:
    """Run a script that turns ``given`` into ``answer``."""
    script = f"{PRELUDE}\n{source}\n"
    # as JavaScript, not as JSON, which has no infinity
    script += "const given = (0, eval)('(' + require('fs').readFileSync(0, 'utf8') + ')');\n"
    script += "const out = answer(given);\nprocess.stdout.write(JSON.stringify(out));"
    assert NODE is not None
    told = subprocess.run(
        [NODE, "-e", script], input=json.dumps(given), capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stderr
    return json.loads(told.stdout)
