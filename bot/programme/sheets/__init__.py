"""Sheets: what a patient fills in and keeps (a thought record, a pacing plan, a goal).

``values.py`` holds what was filled in to the content's fields, ``words.py`` says a sheet as a message, ``service.py`` keeps it.
A sheet that holds words reaches the care team as a message of the patient, so that it is screened like any other (invariant 2).
"""

from bot.programme.sheets.service import Sheets

__all__ = ["Sheets"]
