"""The frame that the routers hang on."""
