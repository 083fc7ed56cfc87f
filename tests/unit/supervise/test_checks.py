from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.errors import HandrailError
from bot.supervise import checks


def whole_project(root: Path) -> Path:
    for name in checks.NEEDED:
        path = root / name
        if path.suffix:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("a: 1\n")
        else:
            path.mkdir(parents=True, exist_ok=True)
    (root / "content" / "en").mkdir(parents=True)
    return root


def test_a_data_folder_is_made_for_its_owner_only(tmp_path: Path) -> None:
    folder = checks.data_folder(tmp_path / "a" / "b")
    assert folder.is_dir()
    assert folder.stat().st_mode & 0o077 == 0
    assert (folder / "logs").is_dir()


@pytest.mark.parametrize("where", ["file", "file/below", "/proc/handrail"])
def test_a_folder_that_cannot_be_written(tmp_path: Path, where: str) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(HandrailError, match="cannot write in") as caught:
        checks.data_folder(tmp_path / where)
    assert "--data-dir" in caught.value.remedy


def test_two_processes_cannot_share_a_data_folder(tmp_path: Path) -> None:
    hold = f"""
import time
from pathlib import Path
from bot.supervise import checks
with checks.sole_user(Path({str(tmp_path)!r})):
    print("held", flush=True)
    time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", hold], stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(HandrailError, match=f"process {other.pid}"), checks.sole_user(tmp_path):
            pass
        other.kill()
    with checks.sole_user(tmp_path):  # a killed process leaves nothing behind
        pass


@pytest.mark.parametrize("missing", [*checks.NEEDED, "content/en"])
def test_each_missing_file_is_named(tmp_path: Path, missing: str) -> None:
    path = whole_project(tmp_path) / missing
    if path.is_dir():
        path.rmdir()
    else:
        path.unlink()
    with pytest.raises(HandrailError, match=missing):
        checks.project_files(tmp_path, "en")


def test_a_whole_project_passes(tmp_path: Path) -> None:
    checks.project_files(whole_project(tmp_path), "en")
    assert checks.yaml_files(tmp_path) == 4


@pytest.mark.parametrize(
    "name, text, says",
    [
        ("content/en/check-in.yml", b"title: a\nsteps: [1, 2\nnext: b\n", "line 3"),
        ("content/en/deep/er.yaml", b"a: b: c\n", "line 1"),
        ("data/nlu/chat.yml", b"\xff\xfe\xfd", "not valid YAML"),
        ("domain.yml", b"", "domain.yml is empty"),
        ("config.yml", b"a: \x00\n", "not valid YAML"),
    ],
)
def test_a_broken_content_file_is_named_with_its_line(tmp_path: Path, name: str, text: bytes, says: str) -> None:
    path = whole_project(tmp_path) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text)
    with pytest.raises(HandrailError, match=says) as caught:
        checks.yaml_files(tmp_path)
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_real_content_is_read_quickly(root: Path) -> None:
    began = time.monotonic()
    assert checks.yaml_files(root) > 0
    assert time.monotonic() - began < 5
