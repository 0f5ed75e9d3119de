"""Made-up publications of any number of programs, from the sample's: other names, another sentence in each,
and brochures of four plain pages, so that four hundred of them are set in minutes."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from tests.benchmarks.sample import Sample, take_sample

#: A brochure of four pages of prose; chapters and the packet's first pages are those of the sample.
PLAIN = {
    "format.yaml": "line: Four plain pages\n",
    "brochure.html.j2": """{% extends "base.html.j2" %}
{% block pages %}.next { break-before: page }{% endblock %}
{% block body %}<h1 id="{{ name }}--top" data-label="{{ title }}">{{ title }}</h1>
<p{{ program.promise | place }}>{{ program.promise }}</p>
{% for page in range(2, 5) %}<h2 class="next">Page {{ page }}</h2>
<div class="prose">{{ program.story.text | prose(3) }}</div>{% endfor %}{% endblock %}
""",
}


def make_up(folder: Path, programs: int) -> Sample:
    """A publication of so many programs; none of them, nor a person or the institution, keeps a name of
    the sample."""
    sample = take_sample(folder)
    content = sample.publication / "content"
    originals = sorted((content / "programs").glob("*.yaml"))
    texts = [_anonymous(path.read_text("utf-8"), originals) for path in originals]
    for path in originals:
        path.unlink()
    for number in range(1, programs + 1):
        text = texts[(number - 1) % len(texts)]
        (content / f"programs/program-{number:03}.yaml").write_text(_numbered(text, number), "utf-8")
    for name, text in PLAIN.items():
        (sample.publication / "layouts/brochure" / name).write_text(text, "utf-8")
    for name, what in (("people", "Person"), ("institution", "Hospital")):
        path = content / f"{name}.yaml"
        path.write_text(_renamed(path.read_text("utf-8"), what), "utf-8")
    return sample


def _anonymous(text: str, originals: list[Path]) -> str:
    """The text of a program in which no program is called by its name."""
    names = [
        str(yaml.safe_load(path.read_text("utf-8"))[key])
        for path in originals
        for key in ("full_name", "name")
    ]
    head, story, rest = text.partition("story:")
    return (
        head
        + story
        + re.sub("|".join(map(re.escape, sorted(names, key=len, reverse=True))), "Other Program", rest)
    )


def _numbered(text: str, number: int) -> str:
    for key, value in (
        ("name", f"Program {number}"),
        ("full_name", f"Training Program {number}"),
        ("order", str(number)),
    ):
        text = re.sub(rf"(?m)^{key}: .*$", f"{key}: {value}", text)
    return re.sub(
        r"(  text: \|\n    [^.\n]*\.)", rf"\1 Of all programs this is number {number}.", text, count=1
    )


def _renamed(text: str, what: str) -> str:
    numbers = iter(range(1, text.count("\n") + 1))
    return re.sub(r"(?m)^( *(?:short_)?name:) .*$", lambda found: f"{found[1]} {what} {next(numbers)}", text)
