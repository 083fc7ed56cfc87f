"""Counts and times for Prometheus; never text, never who."""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest

SECONDS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
"""Borders of the buckets of a request's time, in seconds."""


class Metrics:
    """One registry an app, so that tests may build many."""

    def __init__(self, streams: Callable[[], int]) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._requests = Counter(
            "handrail_requests", "Requests by route and status", ("method", "route", "status"), registry=self.registry
        )
        self._seconds = Histogram(
            "handrail_request_seconds", "Time to the answer, by route", ("method", "route"), buckets=SECONDS, registry=self.registry
        )
        self._accepted = Counter("handrail_messages_accepted", "Messages committed, by sender", ("sender",), registry=self.registry)
        Gauge("handrail_open_streams", "Open event streams", registry=self.registry).set_function(streams)

    def request(self, method: str, route: str, status: int, seconds: float, *, stream: bool) -> None:
        """Count one answered request; a stream's time is how long somebody listened, and no figure of ours."""
        self._requests.labels(method, route, str(status)).inc()
        if not stream:
            self._seconds.labels(method, route).observe(seconds)

    def accepted(self, sender: str) -> None:
        """Count one committed message."""
        self._accepted.labels(sender).inc()

    def page(self) -> bytes:
        """Return the figures in Prometheus's text format."""
        return generate_latest(self.registry)
