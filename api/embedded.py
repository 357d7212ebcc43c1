"""The embedded PostgreSQL of a laptop and of the tests: started, shared, taken over and stopped here only.

The kernel says who is alive. Every process of the server holds `server.lock` by inheritance, whoever uses the
server holds `users.lock`, and both let go whatever way a process ends; a process number in a file proves
nothing. The last one out stops the server.
"""

import contextlib
import fcntl
import hashlib
import os
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Final
from urllib.parse import quote

import psycopg

from api import postgres

PATIENCE: Final = 60.0  # seconds: a start after a crash first replays what was written
POLITE: Final = 10  # seconds: then it is told, no more asked
LONGEST_SOCKET: Final = 103  # bytes, on macOS; Linux takes four more
ENDINGS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

Handler = Callable[[int, FrameType | None], None] | signal.Handlers


@dataclass(frozen=True)
class Server:
    """A server that answers, and our claim on it."""

    home: Path
    folder: Path
    sockets: Path
    claim: int

    @property
    def log(self) -> Path:
        return self.folder / "log"


def default_home() -> Path:
    """Return where this working directory keeps its data: inside it, or for root in a system folder.

    PostgreSQL never runs as root, and whom it runs as instead cannot enter a private folder of root's.
    """
    here = Path.cwd()
    if os.geteuid() != 0:
        return here / ".kept"
    return Path("/var/lib/kept") / _short_hash(here)


def exists(home: Path) -> bool:
    """Say whether a server was ever started here."""
    return (home / "postgres" / "data").exists()


def dsn(server: Server, role: str, database: str) -> str:
    place = f"host={quote(str(server.sockets))}&port=5432"
    return f"postgresql://{quote(role, safe='')}@/{quote(database, safe='')}?{place}"


def superuser_dsn(server: Server, database: str = "postgres") -> str:
    return dsn(server, postgres.SUPERUSER, database)


@contextlib.contextmanager
def running(home: Path, *, durable: bool = True) -> Iterator[Server]:
    """Lend the server until the block ends, be it by Ctrl-C, by SIGTERM or with its terminal.

    All three arrive as KeyboardInterrupt, also where a shell has told its background jobs to ignore Ctrl-C.
    """
    with _on_endings(signal.default_int_handler):
        server = start(home, durable=durable)
        try:
            yield server
        finally:
            with _on_endings(signal.SIG_IGN):  # a second, impatient Ctrl-C would leave the server behind
                stop(server)


@contextlib.contextmanager
def passing() -> Iterator[Server]:
    """Lend a new, hurried server that leaves nothing behind: for tests and checks."""
    with tempfile.TemporaryDirectory() as home:
        Path(home).chmod(0o711)  # PostgreSQL, which is not root, passes through; its own folder inside is closed
        with running(Path(home), durable=False) as server:
            yield server


def start(home: Path, *, durable: bool = True) -> Server:
    """Return the server of this home: the one that runs already, or a new one."""
    home = home.resolve()
    folder = postgres.open_home(home)
    with _door(home):
        server = Server(home, folder, _sockets(folder), claim=_lock(home / "users.lock", fcntl.LOCK_SH))
        try:
            _awaken(server, durable=durable)
        except BaseException:
            _leave(server)
            raise
    return server


def stop(server: Server) -> None:
    """Give up our claim, and stop the server when nobody else has one."""
    with _door(server.home):
        _leave(server)


def _awaken(server: Server, *, durable: bool) -> None:
    launched = False
    for _ in _tries(server):
        if _answers(server):
            return
        lock = _seize(server.home / "server.lock")
        if lock is None:
            continue  # it is still starting, or still ending
        with _closing(lock):
            if launched:
                raise RuntimeError(f"PostgreSQL did not start; {server.log} says why.")
            programs = postgres.find_programs(server.home)
            postgres.launch(server.folder, server.sockets, programs, lock, durable=durable)
            launched = True


def _answers(server: Server) -> bool:
    try:
        psycopg.connect(superuser_dsn(server), connect_timeout=3).close()
    except psycopg.OperationalError:
        return False
    return True


def _leave(server: Server) -> None:
    with _closing(server.claim), contextlib.suppress(BlockingIOError):
        fcntl.flock(server.claim, fcntl.LOCK_EX | fcntl.LOCK_NB)  # refused while somebody else still uses it
        _shut_down(server)


def _shut_down(server: Server) -> None:
    """Ask the server to end, every second, since a signal may be lost; after ten, tell it to stop at once.

    Told so, it loses nothing: what was committed is in its log, from which the next start recovers.
    """
    asked = 0
    began = time.monotonic()
    for _ in _tries(server):
        lock = _seize(server.home / "server.lock")
        if lock is not None:
            os.close(lock)
            break
        if time.monotonic() - began >= asked:
            asked += 1
            with contextlib.suppress(OSError, ValueError):  # not written yet, or gone already
                postmaster = int((server.folder / "data" / "postmaster.pid").read_text().split()[0])
                os.kill(postmaster, signal.SIGINT if asked <= POLITE else signal.SIGQUIT)
    if server.sockets != server.folder:
        server.sockets.rmdir()


def _tries(server: Server) -> Iterator[None]:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        yield
        time.sleep(0.02)
    raise RuntimeError(f"PostgreSQL neither answers nor ends; {server.log} may say why.")


def _sockets(folder: Path) -> Path:
    """Return the folder, or when a socket or a DSN could not name it a private one with a short name."""
    if len(os.fsencode(folder / ".s.PGSQL.5432")) <= LONGEST_SOCKET and "," not in str(folder):
        return folder
    return postgres.make_private(Path(tempfile.gettempdir()).resolve() / f"kept-{os.geteuid()}-{_short_hash(folder)}")


def _short_hash(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def _door(home: Path) -> contextlib.AbstractContextManager[None]:
    """Let one process at a time come or go."""
    return _closing(_lock(home / "door.lock", fcntl.LOCK_EX))


def _seize(path: Path) -> int | None:
    """Return the lock, or None while another process has it."""
    try:
        return _lock(path, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return None


def _lock(path: Path, kind: int) -> int:
    lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, kind)
    except BaseException:
        os.close(lock)
        raise
    return lock


@contextlib.contextmanager
def _closing(lock: int) -> Iterator[None]:
    try:
        yield
    finally:
        os.close(lock)


@contextlib.contextmanager
def _on_endings(handler: Handler) -> Iterator[None]:
    earlier = {ending: signal.signal(ending, handler) for ending in ENDINGS}
    try:
        yield
    finally:
        for ending, handled in earlier.items():
            signal.signal(ending, handled)
