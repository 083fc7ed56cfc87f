"""Handrail: support between sessions of guided iCBT for chronic pain.

The way of a message through these packages is described in ``docs/guide.md``; each package's own docstring says which
hop it is and what it may refuse.
"""
