"""What is counted while it runs: by route template, method and class of status; never by who, where or what."""

from prometheus_client import CollectorRegistry, Gauge, Histogram, generate_latest

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


class Figures:
    """One process's figures, in a registry of their own: nothing of the machine's is added."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._answers = Histogram(
            "kept_http_request_seconds",
            "Time until a request was answered.",
            ("route", "method", "status"),
            buckets=BUCKETS,
            registry=self._registry,
        )
        self._known: dict[tuple[str, str, int], Histogram] = {}
        self._gauges = {name: Gauge(name, meaning, registry=self._registry) for name, meaning in GAUGES.items()}

    def answered(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count one answer. The label's child is looked up once: this is on every request's way."""
        key = (route, method, status // 100)
        child = self._known.get(key)
        if child is None:
            child = self._known[key] = self._answers.labels(route, method, f"{status // 100}xx")
        child.observe(seconds)

    def now(self, **found: float) -> bytes:
        """Return all figures as text, those that are looked at only now among them."""
        for name, gauge in self._gauges.items():
            gauge.set(found.get(name, float("nan")))
        return generate_latest(self._registry)


GAUGES = {
    "kept_database_up": "Whether the database answers.",
    "kept_calls_open": "Calls asked for and not yet had, in the whole installation.",
    "kept_calls_overdue": "Those of them whose time is over.",
    "kept_calls_oldest_seconds": "The age of the oldest of them.",
    "kept_sweep_age_seconds": "Seconds since the sweep that waits longest was last finished, by any process.",
    "kept_pool_size": "Connections to the database.",
    "kept_pool_available": "Connections that nobody uses at this moment.",
    "kept_pool_waiting": "Requests that wait for a connection.",
    "kept_calendar_days_left": "Days until the bank holidays that are known end.",
}
