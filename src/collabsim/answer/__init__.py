"""Answers: a finished experiment in; tables, figures and a sentence of finding out."""

from __future__ import annotations

from collabsim.answer.answering import answer

__all__ = ["answer"]
