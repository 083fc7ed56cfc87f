"""Addresses are refused at the start, not at the first alarm."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from bot.config import Settings


@pytest.mark.parametrize(
    "setting, value, told", [("mail_url", "smtp://mail.example", "mailtos://"), ("alarm_urls", "nobody", "apprise")]
)
def test_settings_say_how_they_are_written(setting: str, value: str, told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        Settings(_env_file=None, **{setting: value})
