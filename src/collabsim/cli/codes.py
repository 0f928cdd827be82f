"""The exit codes of the command, apart from 0 for all well."""

from __future__ import annotations

TROUBLE, BAD_INPUT, INTERRUPTED = 1, 2, 130
