"""The programme: what patients read and are asked, as data, and the services that keep their answers.

Content lives under ``content/LOCALE`` as YAML that a clinician can edit (``content.py`` reads it, ``schema.py`` says what it
may hold). The dialogues (``check_in_dialogue.py``, ``lesson_player.py``) are plain functions of state and message: they know
neither Rasa nor the database. The services (``check_ins.py``, ``lessons.py``) own the transactions.
"""

from bot.programme.service import Programme

__all__ = ["Programme"]
