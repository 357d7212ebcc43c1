"""Proves that two working days are kept: by the clock, by the ladder after an outage, by jobs that are killed."""
