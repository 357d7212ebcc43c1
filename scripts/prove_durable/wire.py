"""The wire: one line to the service, spoken by hand, so that a proof measures the service and not a client library."""

import asyncio
import json
from dataclasses import dataclass
from typing import Any

PATIENCE = 10.0

BROKEN = (OSError, EOFError, TimeoutError, asyncio.LimitOverrunError, ValueError)


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:  # noqa: ANN401  a JSON document
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class Sent:
    """A request, and who sends it."""

    method: str
    path: str
    token: str = ""
    key: str = ""
    body: dict[str, str] | None = None

    def __bytes__(self) -> bytes:
        body = json.dumps(self.body).encode() if self.body is not None else b""
        lines = [f"{self.method} {self.path} HTTP/1.1", "Host: localhost", f"Content-Length: {len(body)}"]
        lines += [f"Authorization: Bearer {self.token}"] if self.token else []
        lines += [f"Idempotency-Key: {self.key}"] if self.key else []
        lines += ["Content-Type: application/json"] if body else []
        return "\r\n".join((*lines, "", "")).encode() + body


class Line:
    """One kept-alive line; it is opened again when it was broken."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._ends: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, sent: Sent) -> Reply:
        """Return the reply; raise one of BROKEN where there is none."""
        try:
            return await asyncio.wait_for(self._ask(bytes(sent)), PATIENCE)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        if self._ends:
            self._ends[1].close()
        self._ends = None

    async def _ask(self, sent: bytes) -> Reply:
        if self._ends is None:
            self._ends = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._ends
        writer.write(sent)
        status, headers = _head(await reader.readuntil(b"\r\n\r\n"))
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        if headers.get("connection") == "close":
            self.close()
        return Reply(status, headers, body)


def _head(raw: bytes) -> tuple[int, dict[str, str]]:
    first, *lines = raw.decode("latin-1").split("\r\n")
    pairs = (line.partition(": ") for line in lines if line)
    return int(first.split()[1]), {name.lower(): value for name, _, value in pairs}
