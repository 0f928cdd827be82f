"""Metrics: functions of what a run left behind to monthly series, each with unit and label."""

from __future__ import annotations

from collabsim.metrics.arithmetic import YEAR, gini
from collabsim.metrics.breakdowns import (
    BARRIER_LABELS,
    account,
    by_class,
    by_place,
    final_metrics,
    series,
)
from collabsim.metrics.catalogue import METRICS, months_to_share
from collabsim.metrics.classes import OF_A_CLASS, class_names, class_of
from collabsim.metrics.metric import GOALS, Metric, View

__all__ = [
    "BARRIER_LABELS",
    "GOALS",
    "METRICS",
    "OF_A_CLASS",
    "YEAR",
    "Metric",
    "View",
    "account",
    "by_class",
    "by_place",
    "class_names",
    "class_of",
    "final_metrics",
    "gini",
    "months_to_share",
    "series",
]
