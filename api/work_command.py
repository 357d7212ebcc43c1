"""The command `kept work`: do what is due, until told to stop. Any number of processes may, on any machine."""

import asyncio
from argparse import Namespace
from pathlib import Path

from api import channels, keys, logs, settings
from api.clock import Clock
from auth.who import Seals
from jobs.post import Post
from jobs.work import work_until_stopped


def run(_: Namespace) -> int:
    url = settings.jobs_database()
    if url is None:
        raise RuntimeError("Set KEPT_JOBS_DATABASE_URL to the login of kept_jobs; `kept run` works by itself.")
    logs.configure()
    key = keys.read_or_make(settings.from_environment(home=Path.cwd() / ".kept").context_key, keys.new_context_key)
    post = Post(channels.read(settings.channels_file()))
    asyncio.run(work_until_stopped(url, Seals(key, Clock()), post))
    return 0
