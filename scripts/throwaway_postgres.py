"""A PostgreSQL of the machine's own packages, in a folder that is thrown away, reached over a socket with passwords."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Throwaway:
    """A server that answers; its superuser's password is known to whoever made it."""

    programs: Path
    sockets: Path
    log: Path
    password: str

    def url(self, role: str, password: str, database: str = "kept") -> str:
        return f"postgresql://{role}:{password}@/{database}?host={self.sockets}"

    def run(self, program: str, *arguments: str, said: str = "") -> str:
        """Run one of PostgreSQL's programs as the superuser, who signs in with the password."""
        return run(
            [str(self.programs / program), f"--host={self.sockets}", "--username=postgres", *arguments],
            said=said,
            environment={"PGPASSWORD": self.password},
        )


def programs_of(named: str) -> Path:
    """Return the folder of the server's programs: the one named, or the newest that is installed."""
    found = [Path(named)] if named else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not found or not (found[-1] / "initdb").exists():
        raise RuntimeError("No PostgreSQL server is installed here. Install one, or name its folder: POSTGRES=…/bin")
    return found[-1]


@contextmanager
def throwaway(programs: Path, password: str) -> Iterator[Throwaway]:
    with TemporaryDirectory(prefix="kept-image-") as made:
        folder = Path(made)
        folder.chmod(0o711)
        for name, mode in (("data", 0o700), ("socket", 0o755)):
            (folder / name).mkdir(mode=mode)
            shutil.chown(folder / name, *_owner())
        secret = folder / "password"
        secret.write_text(password)
        shutil.chown(secret, *_owner())
        server = Throwaway(programs, folder / "socket", folder / "data" / "log", password)
        data = f"--pgdata={folder / 'data'}"
        made_with = [
            "--username=postgres",
            f"--pwfile={secret}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
        ]
        run([str(programs / "initdb"), data, *made_with], demoted=True)
        options = f"-c listen_addresses= -c unix_socket_directories={server.sockets}"
        run(
            [str(programs / "pg_ctl"), "start", "--wait", data, f"--log={server.log}", f"--options={options}"],
            demoted=True,
        )
        try:
            yield server
        finally:
            run([str(programs / "pg_ctl"), "stop", "--mode=fast", data], demoted=True)


def run(command: list[str], *, said: str = "", demoted: bool = False, environment: Mapping[str, str] = NOTHING) -> str:
    """Run a program and return what it printed; what went wrong is told with its own words."""
    user, group = _owner() if demoted else (os.geteuid(), os.getegid())
    done = subprocess.run(  # noqa: S603  programs named by whoever proves
        command,
        input=said,
        env={"PATH": os.defpath, "LC_ALL": "C", "HOME": "/root", **environment},
        user=user if demoted else None,
        group=group if demoted else None,
        extra_groups=[] if demoted else None,
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"{Path(command[0]).name} failed. {done.stderr.strip()[-2000:]}")
    return done.stdout


def _owner() -> tuple[int, int]:
    """Return whom PostgreSQL runs as: never root, whom it refuses."""
    someone = pwd.getpwnam("postgres")
    return someone.pw_uid, someone.pw_gid
