"""Cuts a tracker down to a bounded state and builds it up again.

A conversation is lifelong, and Rasa's stock stores replay all of it at every message: measured 191 ms at message 50 and
767 ms at message 400. Policies look back a few turns, so the last events and the set slots are all that is kept here; the
whole history is in ``messages`` and ``understandings``.
"""

from __future__ import annotations

from typing import Any

from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SlotSet, UserUttered, deserialise_events
from rasa.shared.core.trackers import DialogueStateTracker

from bot.records import UnderstandingRecord

EVENTS_KEPT = 20
"""Upper bound; the longest rule spans six events, and Memoization looks back four turns."""

METADATA_KEPT = ("message_id", "patient_id", "epoch", "locale", "time_zone", "now")
"""Of a message's metadata; the screening's evidence quotes the patient, and is stored with the message already."""


def cut(tracker: DialogueStateTracker) -> dict[str, Any]:
    """Return the state of ``tracker`` as plain JSON types, of a size that does not grow with the conversation."""
    events = [_slim(event) for event in _window(list(tracker.events))]
    slots = {name: slot.value for name, slot in tracker.slots.items() if slot.value is not None}
    loop = tracker.active_loop
    return {"events": events, "slots": slots, "loop": loop.name if loop else None}


def rebuild(sender_id: str, state: dict[str, Any], domain: Domain) -> DialogueStateTracker:
    """Return a tracker that stands where ``cut`` left it.

    Slots and loop come first, as they are now; the kept events then replay over them and end, being the last ones, in the
    same place.
    """
    kept = deserialise_events(state["events"])
    known = {slot.name for slot in domain.slots}
    first: list[Event] = [SlotSet(name, value) for name, value in state["slots"].items() if name in known]
    if state["loop"]:
        first.append(ActiveLoop(state["loop"]))
    if not kept or not isinstance(kept[0], ActionExecuted):
        first.append(ActionExecuted(ACTION_LISTEN_NAME))
    return DialogueStateTracker.from_events(sender_id, [*first, *kept], slots=domain.slots)


def understanding(tracker: DialogueStateTracker) -> tuple[str, UnderstandingRecord] | None:
    """Return the last message's id and what was understood and done; None when it came without an id (a shell, a test)."""
    actions: list[str] = []
    for event in reversed(tracker.events):
        if isinstance(event, ActionExecuted):
            if event.action_name != ACTION_LISTEN_NAME or actions:
                actions.append(str(event.action_name))
        elif isinstance(event, UserUttered):
            message_id = (event.metadata or {}).get("message_id")
            if not message_id:
                return None
            intent = event.intent or {}
            return str(message_id), UnderstandingRecord(
                intent=str(intent.get("name") or ""),
                confidence=round(float(intent.get("confidence") or 0.0), 4),
                entities=[{"entity": item.get("entity"), "value": item.get("value")} for item in event.entities],
                actions=[action for action in reversed(actions) if action != ACTION_LISTEN_NAME],
                model_id=str(tracker.model_id or ""),
            )
    return None


def _window(events: list[Event]) -> list[Event]:
    """Return the last events, beginning where the bot had stopped to listen, so that no turn is cut in two."""
    if len(events) <= EVENTS_KEPT:
        return events
    last = events[-EVENTS_KEPT:]
    for index, event in enumerate(last):
        if isinstance(event, ActionExecuted) and event.action_name == ACTION_LISTEN_NAME:
            return last[index:]
    return last


def _slim(event: Event) -> dict[str, Any]:
    """Return the event without what no policy and no action reads: rankings, alternative texts, the screening."""
    data: dict[str, Any] = event.as_dict()
    metadata = data.get("metadata") or {}
    if isinstance(event, UserUttered):
        data["metadata"] = {name: metadata[name] for name in METADATA_KEPT if name in metadata}
        data["parse_data"] = {
            "intent": event.intent,
            "entities": [{"entity": item.get("entity"), "value": item.get("value")} for item in event.entities],
            "text": event.text,
            "metadata": {},
        }
    elif "data" in data:  # what the bot said: its elements are in the message already
        data["data"] = {}
    if "metadata" in data and not isinstance(event, UserUttered):
        data["metadata"] = {name: value for name, value in metadata.items() if name == "model_id"}
    if data.get("event") == "slot" and data.get("name") == "session_started_metadata":
        data["value"] = None
    return data
