"""Reaching staff outside the console: addresses, what is said, and delivery from the outbox.

Notifications are put into the outbox in the transaction of what they are about, and delivered afterwards, at least once. They carry
a tier, a time and a link, never a patient's words or name (invariant 10).
"""
