"""Measures the screen on labelled messages, and compares those who labelled them.

Not part of the way of a message: nothing that serves imports it. It needs scipy and scikit-learn, which come with Rasa.
``docs/clinical-safety/screening.md`` describes the files and says what the figures mean.
"""
