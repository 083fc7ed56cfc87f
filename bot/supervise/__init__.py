"""Starting Handrail on one machine, and keeping it running.

``handrail up`` prepares (``checks``, ``web``, ``training``), then starts the parts and restarts what dies (``supervisor``).
Nothing here knows what the parts do: they are processes with a name, a command and a log.
"""
