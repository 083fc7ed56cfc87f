"""Custom actions, one a file and thin: they read the tracker, call a service, and say what it returns.

They never call the gateway and never touch tables. ``scene.py`` is what they share; ``serve.py`` starts their server.
"""
