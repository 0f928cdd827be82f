"""Why did that happen? A run watched month by month, and repeated with one thing changed."""

from collabsim.tracing.ask import Why, why
from collabsim.tracing.compare import Difference, Link
from collabsim.tracing.events import Event
from collabsim.tracing.meant import Which
from collabsim.tracing.trace import Subject, Trace

__all__ = ["Difference", "Event", "Link", "Subject", "Trace", "Which", "Why", "why"]
