from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from bot.config import Settings
from bot.supervise.instance import NOTE, Instance, local_url, port_of, read_note


def instance(tmp_path: Path, host: str = "127.0.0.1", public_url: str | None = None) -> Instance:
    return Instance(tmp_path, tmp_path, host, 8460, 5001, 5002, demo=False, public_url=public_url)


@pytest.mark.parametrize(
    "host, url",
    [
        ("127.0.0.1", "http://127.0.0.1:8460"),
        ("0.0.0.0", "http://127.0.0.1:8460"),  # noqa: S104
        ("::", "http://[::1]:8460"),
        ("::1", "http://[::1]:8460"),
        ("clinic.example", "http://clinic.example:8460"),
    ],
)
def test_the_address_from_this_machine(tmp_path: Path, host: str, url: str) -> None:
    assert instance(tmp_path, host).local_url == url
    assert instance(tmp_path, host).url == url


def test_people_use_the_public_address(tmp_path: Path) -> None:
    assert instance(tmp_path, public_url="https://clinic.example/").url == "https://clinic.example"


def test_every_part_reads_the_same_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = instance(tmp_path)
    for name, value in made.env.items():
        monkeypatch.setenv(name, value)
    settings = Settings()
    assert (settings.port, settings.data_dir, settings.root, settings.demo) == (8460, tmp_path, tmp_path, False)
    assert (settings.rasa_url, settings.actions_url) == ("http://127.0.0.1:5001", "http://127.0.0.1:5002")
    assert made.rasa(tmp_path / "m.tar.gz").env["HANDRAIL_MODEL_PATH"] == str(tmp_path / "m.tar.gz")


def test_nothing_secret_travels_by_command_line() -> None:
    made = instance(Path("/project"))
    for spec in (made.gateway(), made.actions(), made.worker(), made.rasa(Path("/project/m.tar.gz"))):
        assert not any("token" in word or "key" in word or "secret" in word for word in spec.argv)


def test_the_note_is_there_only_while_the_instance_lives(tmp_path: Path) -> None:
    made = instance(tmp_path)
    assert read_note(tmp_path) is None
    made.write_note()
    note = read_note(tmp_path)
    assert note is not None
    assert note["url"] == "http://127.0.0.1:8460"
    assert local_url(Settings(data_dir=tmp_path, port=1)) == "http://127.0.0.1:8460"
    made.remove_note()
    assert read_note(tmp_path) is None
    assert local_url(Settings(data_dir=tmp_path, port=8999)) == "http://127.0.0.1:8999"


@pytest.mark.parametrize("text", ["", "{", "[]", json.dumps({"pid": "x"}), json.dumps({"pid": 2**22 + 1, "url": "http://x"})])
def test_a_note_that_a_killed_instance_left_counts_for_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / NOTE).write_text(text)
    assert read_note(tmp_path) is None


def test_the_note_holds_no_secret(tmp_path: Path) -> None:
    made = instance(tmp_path)
    made.write_note()
    assert set(json.loads((tmp_path / NOTE).read_text())) == {"pid", "url", "demo", "rasa_port", "actions_port"}
    assert json.loads((tmp_path / NOTE).read_text())["pid"] == os.getpid()


def test_port_of_an_address() -> None:
    assert port_of("http://127.0.0.1:5005", 1) == 5005
    assert port_of("http://rasa.internal", 5005) == 5005
