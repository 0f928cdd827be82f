"""The study of England: which parameter sets agree with measured uptake, and what that shows."""
