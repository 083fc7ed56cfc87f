"""Measures: scored questionnaires, asked in the chat (PEG, PHQ-9, GAD-7, PHQ-4).

What a questionnaire is stands in ``content/LOCALE/measures`` (``schema.py``). Plain functions do the arithmetic: ``scoring.py``
of one result, ``change.py`` between two, ``trend.py`` over several, ``course.py`` puts the three together. ``dialogue.py`` leads
through the items, with ``reading.py`` for what patients answer, ``naming.py`` for which questionnaire they mean and ``words.py``
for what they read. ``service.py`` keeps the results. Who is asked to look at a result is ``bot.care.measure_watch``'s.
"""
