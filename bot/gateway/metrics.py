"""Counts and times for Prometheus; never text, never who."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest

from bot.drills.board import DrillState, DrillStatus
from bot.notification.reach import Reachable

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
        self._unfinished = Gauge(
            "handrail_screens_unfinished", "Screenings of the last hour that failed or were late", registry=self.registry
        )
        self._drill = Gauge(
            "handrail_drill_ok", "1 unless the last drill failed, told nobody or is missing", registry=self.registry
        )
        self._drill_state = Gauge("handrail_drill_state", "1 for how the drills stand", ("state",), registry=self.registry)
        self._drill_age = Gauge("handrail_drill_age_seconds", "Since the last drill ended; -1 for none", registry=self.registry)
        self._drill_took = Gauge("handrail_drill_seconds", "How long the last drill took; -1 for none", registry=self.registry)
        self._notifications = Gauge("handrail_notifications", "Notifications by state", ("state",), registry=self.registry)
        self._reachable = Gauge("handrail_reachable_people", "People with an address that works", registry=self.registry)
        Gauge("handrail_open_streams", "Open event streams", registry=self.registry).set_function(streams)

    def request(self, method: str, route: str, status: int, seconds: float, *, stream: bool) -> None:
        """Count one answered request; a stream's time is how long somebody listened, and no figure of ours."""
        self._requests.labels(method, route, str(status)).inc()
        if not stream:
            self._seconds.labels(method, route).observe(seconds)

    def accepted(self, sender: str) -> None:
        """Count one committed message."""
        self._accepted.labels(sender).inc()

    def watch(self, drills: DrillStatus, reachable: Reachable, unfinished: int, now: datetime) -> None:
        """Take over how drills and screens stand and who is reached; the database knows, not this process."""
        self._unfinished.set(unfinished)
        last = drills.last
        ended = last.finished_at if last else None
        self._drill.set(1 if drills.state.proves else 0)
        for state in DrillState:
            self._drill_state.labels(state.value).set(1 if state is drills.state else 0)
        self._drill_age.set((now - ended).total_seconds() if ended else -1)
        self._drill_took.set((ended - last.started_at).total_seconds() if last and ended else -1)
        self._notifications.labels("waiting").set(reachable.waiting)
        self._notifications.labels("failed").set(reachable.failed)
        self._reachable.set(reachable.people)

    def page(self) -> bytes:
        """Return the figures in Prometheus's text format."""
        return generate_latest(self.registry)
