"""The page of figures is the one that the present screen gives: a change of rules, model or sets shows in it."""

from __future__ import annotations

import shlex
from pathlib import Path

from bot.safety.evaluation.figures import figures
from bot.safety.evaluation.judged import judge
from bot.safety.evaluation.labelled import files_in, read_labelled
from bot.safety.evaluation.page import COMMAND, page
from bot.safety.screen import Screener

WORST, PREVALENCE = 10, 0.01
"""The command's defaults."""


def test_the_page_is_up_to_date(screener: Screener, root: Path) -> None:
    words = shlex.split(COMMAND)
    assert words[:3] == ["handrail", "safety", "evaluate"]
    target = root / words[words.index("--report") + 1]
    measured = []
    for path in files_in([root / word for word in words[3 : words.index("--report")]]):
        file = read_labelled(path)
        measured.append((file, figures([judge(screener, item) for item in file.messages], screener.version, prevalence=PREVALENCE)))
    made = page(measured, root=root, worst=WORST, show_text=False)
    assert target.read_text(encoding="utf-8") == made, f"run: {COMMAND}"


def test_the_page_shows_no_words_of_what_was_missed(root: Path) -> None:
    shown = (root / "docs/clinical-safety/evaluation.md").read_text(encoding="utf-8")
    for path in files_in([root / "tests/unit/safety/held_out.tsv", root / "tests/safety_sets"]):
        for message in read_labelled(path).messages:
            if len(message.given.text.split()) > 3:
                assert message.given.text not in shown


def test_thresholds_where_they_are_flag_what_is_flagged(screener: Screener, root: Path) -> None:
    """Or the table of thresholds would compare with something else than the screen."""
    for message in read_labelled(root / "tests/safety_sets/blind.tsv").messages:
        found = judge(screener, message)
        assert found.flagged_at(0.0) == found.flagged, message.id
