"""Proves that what was accepted is kept, whatever is killed, however many come at once, however slowly they send."""
