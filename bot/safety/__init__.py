"""Hop 3 of a message's way: what a patient wrote in, a ``Screening`` that explains itself out.

``Screener.screen`` reads every inbound message after it is on disk and before the dialogue sees it. The rules are data
(``rules/``, one recogniser a file), the language they share is data too (``words/``), and what patients read in answer is content
(``content/LOCALE/safety/``), served by ``SafetyReplies``.

It may refuse to start, with a ``HandrailError`` that names file, field and remedy: on rules or texts that are missing, misspelt or
contradict each other, and on a locale that it has no rules for. It never refuses a message, and never answers "none" because
something inside went wrong: it raises, and the caller counts the message as flagged (``Screening.unfinished``). It knows neither
database nor channel, opens no case, and writes no patient text anywhere.
"""
