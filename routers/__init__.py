"""The doors, one module per resource."""
