"""Makes the trained layer of the screen from the sentences in ``data/safety``.

Not part of the way of a message: nothing that serves imports it. It needs scikit-learn, which comes with Rasa. What it makes is
committed as ``bot/safety/model``, so that every installation decides alike.
"""
