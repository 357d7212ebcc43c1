"""Proves that a flood by one app keeps no young person waiting."""
