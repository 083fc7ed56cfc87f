"""Drills: synthetic flagged messages that go the whole way of a real one, on a schedule, and say whether they arrived.

The synthetic patient is marked in the database (``canary``). What belongs to them is in no queue, search, transcript or figure.
"""
