"""The proof of the image: build it, start it as compose.yaml does, and look at it."""
