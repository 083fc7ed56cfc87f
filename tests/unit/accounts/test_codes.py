from __future__ import annotations

import re

import pytest

from bot.accounts.codes import ALPHABET, code_digest, new_code


def test_a_code_is_four_groups_of_clear_letters():
    assert re.fullmatch(rf"([{ALPHABET}]{{4}}-){{3}}[{ALPHABET}]{{4}}", new_code())
    assert len({new_code() for _ in range(200)}) == 200


@pytest.mark.parametrize("typed", ["demo-patient-1", " DEMO PATIENT 1 ", "DEMOPATIENTI", "dem0-pat1ent-l"])
def test_a_code_counts_however_it_is_typed(typed: str):
    assert code_digest(typed) == code_digest("DEMO-PATIENT-1")


def test_another_code_is_another():
    assert code_digest("DEMO-PATIENT-2") != code_digest("DEMO-PATIENT-1")
    assert code_digest("\ud800") != code_digest("")
