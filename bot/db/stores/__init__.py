"""Stores: classes that take a session and ask or change one subject; the services own the transactions."""
