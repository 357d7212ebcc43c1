"""The embedded PostgreSQL starts, ends and starts again whatever happens to it, and opens nobody's folder."""

import contextlib
import os
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import LiteralString

import psycopg
import pytest

from api import embedded

WRITER = """
import sys
from pathlib import Path
import psycopg
from api import embedded

try:
    with embedded.running(Path(sys.argv[1])) as server:
        with psycopg.connect(embedded.superuser_dsn(server), autocommit=True) as connection:
            for number in range(10**6):
                connection.execute("insert into promises values (%s)", [number])
                print(number, flush=True)
except KeyboardInterrupt:
    sys.exit(3)
"""


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """Return a home outside any private folder, since for root PostgreSQL runs as somebody else."""
    with tempfile.TemporaryDirectory() as above:
        Path(above).chmod(0o711)
        home = Path(above) / "a long way" / "home"
        yield home
        embedded.stop(embedded.start(home, durable=False))


@pytest.fixture
def promises(home: Path) -> Path:
    """Return the home with an empty table in it and no server running."""
    server = embedded.start(home, durable=False)
    run(server, "drop table if exists promises")
    run(server, "create table promises (number integer)")
    embedded.stop(server)
    return home


def test_the_first_start_is_quick_and_the_next_ones_are_quicker(home: Path) -> None:
    started = time.monotonic()

    embedded.stop(embedded.start(home))

    assert time.monotonic() - started < 8, "The whole service may take 15 seconds, the first time."
    started = time.monotonic()
    embedded.stop(embedded.start(home))
    assert time.monotonic() - started < 2, "The whole service may take 3 seconds."


def test_what_was_written_before_everything_was_killed_is_there_after_it(promises: Path) -> None:
    writer = writing(promises)

    os.killpg(writer.pid, signal.SIGKILL)
    os.kill(postmaster(promises), signal.SIGKILL)
    last = last_said(writer, promises)

    with lent(promises) as server:
        assert run(server, "select max(number) >= %s, max(number) + 1 = count(*) from promises", last) == (
            True,
            True,
        )


def test_a_server_whose_owner_was_killed_is_taken_over_and_stopped(promises: Path) -> None:
    writer = writing(promises)
    orphan = postmaster(promises)

    os.killpg(writer.pid, signal.SIGKILL)
    last = last_said(writer, promises)

    with lent(promises) as server:
        assert postmaster(promises) == orphan
        assert run(server, "select max(number) >= %s from promises", last) == (True,)
    assert not runs(server)


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_the_server_ends_with_its_owner(promises: Path, ending: signal.Signals) -> None:
    writer = writing(promises)

    writer.send_signal(ending)
    last = last_said(writer, promises)

    assert writer.returncode == 3, "Every ending arrives as KeyboardInterrupt."
    assert not (promises / "postgres" / "data" / "postmaster.pid").exists()
    with lent(promises) as server:
        assert run(server, "select max(number) >= %s from promises", last) == (True,)


def test_a_process_number_that_belongs_to_somebody_else_now_is_no_server(promises: Path) -> None:
    stale = promises / "postgres" / "data" / "postmaster.pid"
    stale.write_text(f"{os.getpid()}\n{stale.parent}\n1\n5432\n{stale.parent.parent}\n\n  1  1\nready   \n")

    with lent(promises) as server:
        assert run(server, "select count(*) from promises") == (0,)
    assert not runs(server)


def test_an_interrupted_beginning_begins_again(promises: Path) -> None:
    unfinished = promises / "postgres" / "data.unfinished"
    (promises / "postgres" / "data").rename(unfinished)
    (unfinished / "global" / "pg_control").unlink()

    with lent(promises) as server:
        assert run(server, "select 1") == (1,)
    assert not unfinished.exists()


def test_the_last_one_out_stops_the_server(home: Path) -> None:
    first, second = embedded.start(home), embedded.start(home)

    embedded.stop(first)

    assert run(second, "select 1") == (1,)
    embedded.stop(second)
    assert not runs(second)


def test_a_new_server_opens_no_folder_above_it_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ours = (tmp_path, Path(embedded.__file__), Path(sys.executable), Path(psycopg.__file__))
    above = {tmp_path, Path(tempfile.gettempdir())}.union(*(path.parents for path in ours))
    modes = {folder: folder.stat().st_mode for folder in above}

    with embedded.passing() as server:
        assert run(server, "show fsync") == ("off",)

    assert {folder: folder.stat().st_mode for folder in above} == modes
    assert list(tmp_path.iterdir()) == []
    assert not server.home.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root is refused by PostgreSQL")
def test_a_home_that_only_root_can_enter_is_refused_not_opened() -> None:
    with tempfile.TemporaryDirectory() as private:
        with pytest.raises(RuntimeError, match="Choose another home"):
            embedded.start(Path(private) / "home")

        assert stat.S_IMODE(Path(private).stat().st_mode) == 0o700


def test_root_keeps_its_data_in_a_system_folder_and_others_beside_their_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert embedded.default_home() == tmp_path / ".kept"
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert embedded.default_home().parent == Path("/var/lib/kept")


@pytest.mark.parametrize("folder", ["home", "far " + "x" * 100, "one, two"])
def test_the_socket_is_in_a_folder_nobody_else_can_enter(home: Path, folder: str) -> None:
    with lent(home.parent / folder) as server:
        assert stat.S_IMODE(server.sockets.stat().st_mode) == 0o700
        assert run(server, "show listen_addresses") == ("",)


def test_nothing_a_child_wrote_reaches_the_log(promises: Path) -> None:
    with lent(promises) as server:
        for words in ("select 'my secret'::integer", "my secret", "do $$begin raise 'my secret'; end$$"):
            with pytest.raises(psycopg.Error):
                run(server, words)
        with pytest.raises(psycopg.Error):
            run(server, "select %s::text::integer", "my secret")
        killed = psycopg.connect(embedded.superuser_dsn(server))
        killed.pgconn.send_query(b"select 'my secret', pg_sleep(60)")
        time.sleep(0.1)
        os.kill(killed.info.backend_pid, signal.SIGKILL)
        killed.close()

    assert "terminated by signal 9" in server.log.read_text()
    assert "secret" not in server.log.read_text()


@contextlib.contextmanager
def lent(home: Path) -> Iterator[embedded.Server]:
    server = embedded.start(home, durable=False)
    try:
        yield server
    finally:
        embedded.stop(server)


def run(server: embedded.Server, words: LiteralString, *values: object) -> tuple[object, ...] | None:
    with psycopg.connect(embedded.superuser_dsn(server)) as connection:
        cursor = connection.execute(words, values or None)
        return cursor.fetchone() if cursor.description else None


def runs(server: embedded.Server) -> bool:
    try:
        run(server, "select 1")
    except psycopg.OperationalError:
        return False
    return True


def postmaster(home: Path) -> int:
    return int((home / "postgres" / "data" / "postmaster.pid").read_text().split()[0])


def writing(home: Path) -> subprocess.Popen[str]:
    """Start an owner that says each number once it is written; deaf to Ctrl-C, like a background job."""
    deaf = ["/bin/sh", "-c", 'trap "" INT; exec "$@"', "sh"]
    said = home / "said"
    with said.open("w") as stdout:
        writer = subprocess.Popen(  # noqa: S603 - it is our own code above
            [*deaf, sys.executable, "-c", WRITER, home],
            cwd=Path(embedded.__file__).parents[1],
            stdout=stdout,
            text=True,
            start_new_session=True,
        )
    while len(said.read_text().splitlines()) < 20 and writer.poll() is None:
        time.sleep(0.02)
    return writer


def last_said(writer: subprocess.Popen[str], home: Path) -> int:
    writer.wait(timeout=20)
    return int((home / "said").read_text().splitlines()[-1])
