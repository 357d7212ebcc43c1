"""Doors without HTTP: what the service does that nobody asked for at that moment, council by council."""
