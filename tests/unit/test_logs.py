"""Invariant 10 in the logging itself: of an error its kind and its places, never its values."""

from __future__ import annotations

import logging
from typing import Any

import pytest
import structlog

from bot.logs import WITH_VALUES
from tests.loud import loud_logs


def raise_about(words: str) -> None:
    """Fail as a database does: with what it was given, in the error and in the one behind it."""
    try:
        {}[words]
    except KeyError as error:
        raise ValueError(f"cannot store {words}") from error


@pytest.mark.parametrize("way", ["structlog", "library", "given"])
def test_an_error_shows_its_kind_and_not_its_values(capsys: Any, way: str):
    with loud_logs():
        try:
            raise_about("xylophone")
        except ValueError as error:
            if way == "structlog":
                structlog.get_logger("ours").exception("it failed")
            elif way == "library":
                logging.getLogger("theirs").exception("it failed")
            else:
                structlog.get_logger("ours").error("it failed", exc_info=error)
    shown = capsys.readouterr().err
    assert "it failed" in shown
    assert "ValueError" in shown
    assert "raise_about" in shown
    assert "xylophone" not in shown


class Unspeakable:
    """What no line can hold."""

    def __str__(self) -> str:
        raise TypeError("nobody may say xylophone")


def test_a_line_that_cannot_be_written_shows_nothing_in_its_place(capsys: Any):
    with loud_logs():
        try:
            raise_about("xylophone")
        except ValueError:
            structlog.get_logger("ours").error("it failed", what=Unspeakable())
        structlog.get_logger("ours").error("the next line")
    shown = capsys.readouterr().err
    assert "the next line" in shown
    assert "xylophone" not in shown


@pytest.mark.parametrize("name", WITH_VALUES)
def test_libraries_that_repeat_values_keep_quiet(capsys: Any, name: str):
    with loud_logs():
        logging.getLogger(name).info("xylophone")
        logging.getLogger(f"{name}.engine").debug("xylophone")
        logging.getLogger(name).warning("a warning")
    shown = capsys.readouterr().err
    assert "a warning" in shown
    assert "xylophone" not in shown
