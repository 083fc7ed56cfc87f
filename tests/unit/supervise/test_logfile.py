from __future__ import annotations

from pathlib import Path

from bot.supervise.logfile import LONGEST_LINE, LogFile


def test_lines_are_whole_even_when_pieces_are_not(tmp_path: Path) -> None:
    log = LogFile(tmp_path / "logs" / "part.log")
    assert log.feed(b"one\ntw") == ["one"]
    assert log.feed(b"o\r\n\n") == ["two", ""]
    assert log.feed(b"rest") == []
    assert log.close() == ["rest"]
    assert (tmp_path / "logs" / "part.log").read_text() == "one\ntwo\n\nrest\n"
    assert log.last == "rest"


def test_it_is_for_its_owner_only(tmp_path: Path) -> None:
    log = LogFile(tmp_path / "part.log")
    log.feed(b"x\n")
    log.close()
    assert (tmp_path / "part.log").stat().st_mode & 0o077 == 0


def test_output_without_line_ends_is_cut(tmp_path: Path) -> None:
    log = LogFile(tmp_path / "part.log")
    for _ in range(5):
        log.feed(b"x" * LONGEST_LINE)
    log.close()
    assert all(len(line) <= LONGEST_LINE for line in (tmp_path / "part.log").read_bytes().split(b"\n"))


def test_a_spammer_fills_a_bounded_number_of_bounded_files(tmp_path: Path) -> None:
    log = LogFile(tmp_path / "part.log", limit=1000, keep=2)
    for number in range(500):
        log.feed(f"line {number:04d}\n".encode())
    log.close()
    files = sorted(path.name for path in tmp_path.iterdir())
    assert set(files) <= {"part.log", "part.log.1", "part.log.2"}
    assert {"part.log.1", "part.log.2"} <= set(files)
    assert all(path.stat().st_size <= 1100 for path in tmp_path.iterdir())
    assert log.last == "line 0499"


def test_bytes_that_are_no_text_do_no_harm(tmp_path: Path) -> None:
    log = LogFile(tmp_path / "part.log")
    assert log.feed(b"\xff\xfe\n") == ["\ufffd\ufffd"]
    log.close()


def test_it_appends_to_what_an_earlier_run_left(tmp_path: Path) -> None:
    for word in (b"first\n", b"second\n"):
        log = LogFile(tmp_path / "part.log")
        log.feed(word)
        log.close()
    assert (tmp_path / "part.log").read_text() == "first\nsecond\n"
