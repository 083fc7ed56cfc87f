"""Makes the trained layer of the screen from the sentences in ``data/safety``.

Not part of the way of a message: nothing that serves imports it. ``tune.py`` is a program with needs of its own (PyTorch), which
Handrail's environment does not have; ``bases``, ``network``, ``fit``, ``measure`` and ``shipped`` are its parts and need them too.
What it makes is committed as ``bot/safety/model``, so that every installation decides alike. ``texts``, ``messages`` and
``examples`` say what is learnt from; ``python -m bot.safety.training`` sets the thresholds and prints what the model finds of ideas
that it never saw.
"""
