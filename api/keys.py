"""The two secrets of an installation, each in a file that only its owner can read."""

import secrets
from collections.abc import Callable
from os import O_CREAT, O_EXCL, O_WRONLY, fdopen
from os import open as open_file
from pathlib import Path


def read_or_make(file: Path, make: Callable[[], bytes]) -> bytes:
    """Return what the file holds; where there is none, make it, readable by its owner alone."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            with fdopen(open_file(file, O_CREAT | O_EXCL | O_WRONLY, 0o600), "wb") as new:
                new.write(make())
        except FileExistsError:
            pass  # another process was faster: its key is the key
    return file.read_bytes()


def replace(file: Path, text: bytes) -> None:
    """Put another file in its place, at once and whole, readable by its owner alone."""
    fresh = file.with_name(f"{file.name}.new")
    with fdopen(open_file(fresh, O_CREAT | O_EXCL | O_WRONLY, 0o600), "wb") as new:
        new.write(text)
    fresh.replace(file)


def new_context_key() -> bytes:
    """Return the key that seals a context: 32 random bytes, in hexadecimal so that the file is plain text."""
    return secrets.token_hex(32).encode()
