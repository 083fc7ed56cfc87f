"""The hazard log as data: its form, its risk matrix, and the page that it renders to.

``docs/clinical-safety/hazard-log.yml`` is written by hand; ``hazard-log.md`` beside it is made from it, after every change, by
``uv run python -m tests.hazard_log``. ``tests/unit/docs/test_hazard_log.py`` holds the two together, and the log against the code.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

FOLDER = Path("docs/clinical-safety")
LOG = FOLDER / "hazard-log.yml"
PAGE = FOLDER / "hazard-log.md"
COMMAND = "uv run python -m tests.hazard_log"
INVARIANTS = range(1, 11)
"""Those of docs/guide.md, by number."""

SEVERITIES = ("minor", "significant", "considerable", "major", "catastrophic")
LIKELIHOODS = ("very low", "low", "medium", "high", "very high")
"""What each means for this product: docs/clinical-safety/risk-management.md."""
MATRIX = (
    (1, 1, 2, 2, 3),
    (1, 2, 2, 3, 4),
    (2, 2, 3, 3, 4),
    (2, 3, 3, 4, 5),
    (3, 4, 4, 5, 5),
)
"""Rating by likelihood (rows, from very low) and severity (columns, from minor)."""
ACCEPTABILITY = ("Acceptable", "Acceptable", "Undesirable", "Not acceptable", "Not acceptable")
"""What each rating means, in the first words of a residual risk."""
NEEDS_MORE = 4
"""From this rating on a residual risk is not acceptable as it stands."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=10)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Strict(BaseModel):
    """Nothing that the form does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Kind(StrEnum):
    """What kind of thing a control is."""

    DESIGN = "design"
    """The product itself prevents, finds or softens it."""
    TEST = "test"
    """It is measured or tried before a release, or in operation."""
    TRAINING = "training"
    """People know it."""
    PROCEDURE = "procedure"
    """People do it, as a document says."""


class Risk(Strict):
    """Severity and likelihood, 1 to 5 each."""

    severity: Annotated[int, Field(ge=1, le=5)]
    likelihood: Annotated[int, Field(ge=1, le=5)]

    @property
    def rating(self) -> int:
        """What the matrix says of it."""
        return MATRIX[self.likelihood - 1][self.severity - 1]

    def __str__(self) -> str:
        """Return it in words."""
        return f"{SEVERITIES[self.severity - 1]} x {LIKELIHOODS[self.likelihood - 1]} = **{self.rating}**"


class Control(Strict):
    """What is there against it."""

    what: Text
    kind: Kind
    by: Annotated[list[Name], Field(min_length=1)]
    """Files and folders of the repository, and settings (``HANDRAIL_...``), that implement it."""
    proved_by: list[Name] = []
    """Tests that fail when it is broken: ``path::name``; of a web test its title, of a story its name."""
    unproved: Text | None = None
    """Why no test can or does prove it."""
    invariants: list[Annotated[int, Field(ge=1, le=10)]] = []

    @model_validator(mode="after")
    def _is_proved(self) -> Self:
        if self.kind in {Kind.DESIGN, Kind.TEST} and bool(self.proved_by) == bool(self.unproved):
            raise ValueError("a control of kind design or test names the tests that prove it, or else says why there is none")
        return self


class Hazard(Strict):
    """One way in which a patient may come to harm."""

    id: Annotated[str, StringConstraints(pattern=r"^HZ-\d\d$")]
    group: Name
    hazard: Text
    effect: Text
    causes: Annotated[list[Text], Field(min_length=1)]
    controls: Annotated[list[Control], Field(min_length=1)]
    initial: Risk
    residual: Risk
    residual_risk: Text
    deployment: Annotated[list[Text], Field(min_length=1)]
    """What whoever deploys it must do."""
    gaps: list[Text] = []
    """Controls that are missing in the product, for its engineers."""

    @model_validator(mode="after")
    def _does_not_rise(self) -> Self:
        before, now = self.initial, self.residual
        if now.severity > before.severity or now.likelihood > before.likelihood or now.rating > before.rating:
            raise ValueError(f"{self.id}: the residual risk is above the initial one")
        if not self.residual_risk.startswith(f"{ACCEPTABILITY[now.rating - 1]}"):
            raise ValueError(f"{self.id}: the words of the residual risk begin with: {ACCEPTABILITY[now.rating - 1]}")
        return self


class HazardLog(Strict):
    """``hazard-log.yml``."""

    reviewed_by: Text
    hazards: Annotated[list[Hazard], Field(min_length=1)]

    @model_validator(mode="after")
    def _ids(self) -> Self:
        ids = [hazard.id for hazard in self.hazards]
        if ids != [f"HZ-{number:02}" for number in range(1, len(ids) + 1)]:
            raise ValueError("ids are HZ-01, HZ-02 and so on, each once and in order; a hazard that ended keeps its id")
        return self

    @property
    def controls(self) -> Iterator[Control]:
        """Return all controls of all hazards."""
        return (control for hazard in self.hazards for control in hazard.controls)


def read(root: Path) -> HazardLog:
    """Return the log of the project in ``root``.

    Raises:
        pydantic.ValidationError: it is not in its form.
    """
    return HazardLog.model_validate(yaml.safe_load((root / LOG).read_text()))


def names_in(path: Path) -> frozenset[str]:
    """Return what a file of tests calls its tests, without parameters; nothing when there is no such file."""
    return _names_in(path) if path.is_file() else frozenset()


@cache
def _names_in(path: Path) -> frozenset[str]:
    source = path.read_text()
    if path.suffix == ".py":
        return frozenset(_python_tests(ast.parse(source).body))
    if path.suffix == ".yml":
        return frozenset(re.findall(r"^\s*- story: (.+?)\s*$", source, re.MULTILINE))
    titles = re.findall(r"""\b(?:it|test)\(\s*(?P<quote>["'`])(.+?)(?P=quote)\s*,""", source)
    return frozenset(title for _, title in titles)


def _python_tests(body: list[ast.stmt], within: str = "") -> Iterator[str]:
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test"):
            yield within + node.name
        elif isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
            yield from _python_tests(node.body, f"{within}{node.name}::")


def render(log: HazardLog) -> str:
    """Return the log as a page."""
    lines = [
        "# Hazard log",
        "",
        f"Made from [{LOG.name}]({LOG.name}); do not edit. Make it anew after every change: `{COMMAND}`.",
        "What the words and numbers mean: [risk-management.md](risk-management.md). A test holds this page against the data,",
        "and every test that is named here against the code.",
        "",
        f"**Reviewed by:** {log.reviewed_by}",
        "",
        "## Summary",
        "",
        "Ratings run from 1 to 5. A residual rating of 4 or 5 is not acceptable as it stands: the deployment's own controls must",
        "bring it down before a patient uses Handrail.",
        "",
        "| id | hazard | initial | residual |",
        "|---|---|--:|--:|",
    ]
    for hazard in log.hazards:
        now = hazard.residual.rating
        shown = f"**{now}**" if now >= NEEDS_MORE else str(now)
        lines.append(f"| [{hazard.id}](#{hazard.id.lower()}) | {_cell(hazard.hazard)} | {hazard.initial.rating} | {shown} |")
    group = ""
    for hazard in log.hazards:
        if hazard.group != group:
            group = hazard.group
            lines += ["", f"## {group}"]
        lines += ["", *_entry(hazard)]
    return "\n".join(lines) + "\n"


def _entry(hazard: Hazard) -> Iterator[str]:
    yield f"### {hazard.id}"
    yield ""
    yield f"**{_cell(hazard.hazard)}**"
    yield ""
    yield f"*Effect on the patient.* {hazard.effect}"
    yield ""
    yield "*Causes.*"
    yield ""
    yield from (f"- {cause}" for cause in hazard.causes)
    yield ""
    yield "| control | kind | implemented by | proved by |"
    yield "|---|---|---|---|"
    for control in hazard.controls:
        kept = f" (invariant {', '.join(map(str, control.invariants))})" if control.invariants else ""
        by = ", ".join(f"`{place}`" for place in control.by)
        proof = (
            "<br>".join(f"`{name}`" for name in control.proved_by) or (control.unproved and f"no test: {control.unproved}") or ""
        )
        yield f"| {_cell(control.what)}{kept} | {control.kind.value} | {by} | {_cell(proof)} |"
    yield ""
    yield f"*Initial risk.* {hazard.initial}"
    yield ""
    yield f"*Residual risk.* {hazard.residual}. {hazard.residual_risk}"
    yield ""
    yield "*The deployment must:*"
    yield ""
    yield from (f"- {duty}" for duty in hazard.deployment)
    if hazard.gaps:
        yield ""
        yield "*Missing in the product:*"
        yield ""
        yield from (f"- {gap}" for gap in hazard.gaps)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    here = Path(__file__).parent.parent
    (here / PAGE).write_text(render(read(here)))
