"""YAML as people write it: any data in styles that are mixed as in no file that a program wrote."""

from __future__ import annotations

import random
from typing import Any

WORDS = [
    "Life", "one two three", "it's", 'say "so"', "a: b", "x # y", "- dash", "*star*", "{vacation} off",
    "yes", "3", "0123", "12:30", "null", "~", "", "MD, MPH", "$60,000", "Ärztin und Arzt", "e\u0301te\u0301",
    "مرحبا بكم", "שלום", "🌊 tide 👩🏽‍🎨", "no\u00a0break", "back\\slash", "tab\there", "[x]", "a" * 120,
    "One.\n\nTwo with *stress*.\n- item\n- item", "  led by blanks\nand more", "Line one\nline two",
    "A sentence that goes on for quite a while, so that it is wider than any line of a file.",
]  # fmt: skip
KEYS = ["title", "lead", "text", "people", "facts", "notes-2", "first-name", "y", "1934"]


def any_words(chance: random.Random) -> str:
    """A text that may stand in content."""
    return chance.choice(WORDS)


def any_data(chance: random.Random, depth: int = 0) -> Any:
    """A table with lists, tables and words in it."""
    kind = chance.random() if depth else 0.0
    if kind < 0.3 and depth < 3:
        keys = chance.sample(KEYS, chance.randint(1, 4))
        return {key: any_data(chance, depth + 1) for key in keys}
    if kind < 0.55 and depth < 3:
        return [any_data(chance, depth + 1) for _ in range(chance.randint(1, 4))]
    return any_words(chance)


class Scribe:
    """Writes data as somebody would who changes habits in mid-file; each comment has a number."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.step = chance.choice([2, 2, 4, 3])
        self.comments = 0

    def document(self, data: dict[str, Any]) -> str:
        """The whole text, with its line ends."""
        lines = self.table(data, 0)
        head = self.chance.choice(
            [[], [], ["# yaml-language-server: $schema=x.json"], ["---"], ["", "# head", ""]]
        )
        tail = self.chance.choice([[], [], [""], ["# the end"], ["..."] if head != [] else []])
        newline = self.chance.choice(["\n", "\n", "\r\n"])
        last = self.chance.choice([newline, newline, ""])
        return newline.join([*head, *lines, *tail]) + last

    def remark(self) -> str:
        self.comments += 1
        return f"# c{self.comments}"

    def between(self, indent: int) -> list[str]:
        """What stands between entries: nothing mostly."""
        choice = self.chance.random()
        if choice < 0.75:
            return []
        return [""] if choice < 0.85 else [" " * indent + self.remark()]

    def table(self, data: dict[str, Any], indent: int) -> list[str]:
        lines = list[str]()
        for key, value in data.items():
            lines += self.between(indent) if lines or not indent else []
            lines += self.entry(" " * indent + self.scalar(key, False), value, indent, ":")
        return lines

    def rows(self, data: list[Any], indent: int) -> list[str]:
        lines = list[str]()
        for value in data:
            lines += self.between(indent) if lines else []
            if isinstance(value, dict) and value and self.chance.random() < 0.6:
                inner = self.table(value, indent + 2)
                if inner[0].strip().startswith("#") or not inner[0].strip():
                    lines += [" " * indent + "-", *inner]
                else:
                    lines += [" " * indent + "- " + inner[0].strip(" "), *inner[1:]]
            else:
                lines += self.entry(" " * indent + "-", value, indent, "")
        return lines

    def entry(self, head: str, value: Any, indent: int, colon: str) -> list[str]:
        inside = indent + self.step
        if isinstance(value, (dict, list)) and (not value or self.chance.random() < 0.25):
            return [f"{head}{colon} {self.flow(value)}{self.end()}"]
        if isinstance(value, dict):
            return [f"{head}{colon}{self.end()}", *self.table(value, inside)]
        if isinstance(value, list):
            indentless = colon and self.chance.random() < 0.3
            return [f"{head}{colon}{self.end()}", *self.rows(value, indent if indentless else inside)]
        if self.chance.random() < 0.4 and value.strip() and value == value.strip() and "\t" not in value:
            return self.block(f"{head}{colon}", value, inside)
        if (
            len(value) > 60
            and self.chance.random() < 0.5
            and value.isascii()
            and "\n" not in value
            and " " in value
        ):
            words = value.split(" ")
            cut = len(words) // 2
            return [
                f"{head}{colon} {' '.join(words[:cut])}",
                " " * inside + " ".join(words[cut:]) + self.end(),
            ]
        return [f"{head}{colon} {self.scalar(value, False)}{self.end()}"]

    def end(self) -> str:
        return f"  {self.remark()}" if self.chance.random() < 0.15 else ""

    def block(self, head: str, value: str, indent: int) -> list[str]:
        lines = value.split("\n")
        if (
            self.chance.random() < 0.4
            and all(line == line.strip() and line for line in lines)
            and len(lines) == 1
        ):
            return [f"{head} >{self.chance.choice(['', '-', '+'])}", " " * indent + lines[0]]
        mark = self.chance.choice(["|", "|-", "|+"])
        return [f"{head} {mark}", *(" " * indent + line if line else "" for line in lines)]

    def flow(self, value: Any) -> str:
        pad = self.chance.choice(["", " "])
        if isinstance(value, dict):
            inside = ", ".join(f"{self.scalar(key, True)}: {self.flow(one)}" for key, one in value.items())
            return "{" + pad + inside + pad + "}"
        if isinstance(value, list):
            return "[" + pad + ", ".join(map(self.flow, value)) + pad + "]"
        return self.scalar(value, True)

    def scalar(self, value: str, flow: bool) -> str:
        simple = value.replace(" ", "").replace("-", "").isalnum() and value not in ("null", "~")
        if simple and value == value.strip() and not value.startswith("-") and self.chance.random() < 0.8:
            return value
        if "\n" not in value and "\t" not in value and value.isprintable() and self.chance.random() < 0.4:
            return "'" + value.replace("'", "''") + "'"
        escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
        return f'"{escaped}"'
