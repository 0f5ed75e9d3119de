"""A publication that has everything, and much of it: what people really bring.

Twelve programs with names of up to 65 letters, a hospital of 90, four lines of address, three leaders,
photographs, rosters of 40 names, 28 matches, twelve terms, eight dates, quotations, everything on applying,
chapters, a welcome, three years of blocks. Any of it can be left out, so that a test sees what a page does
without.

    python -m tests.builders.rich DIR [--programs 3] [--sheet a4] [--without contact,dates]

writes it to DIR/content, and `make_brochure.py --publication DIR` builds it.
"""

from __future__ import annotations

import argparse
import csv
import io
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from tests.builders import rich_texts as said
from tests.builders.starter_pictures import taken

#: What can be left out.
PARTS: Final = (
    "apply",
    "back",
    "blocks",
    "chapters",
    "contact",
    "dates",
    "facts",
    "leaders",
    "matches",
    "photographs",
    "quotes",
    "rosters",
    "sections",
    "stages",
    "terms",
    "welcome",
)
ROSTER, MATCHES = 40, 28
CONSENT: Final = "2030-12-31"
Fields = dict[str, Any]


def write_rich(
    folder: Path, programs: int = 12, sheet: str = "letter", without: Collection[str] = ()
) -> Path:
    """Writes the publication with so many of its programs, without the parts named; gives the folder."""
    unknown = set(without) - set(PARTS)
    assert not unknown, f"{unknown} cannot be left out; {PARTS} can"
    for name, what in _files(_Has(without), programs, sheet).items():
        path = folder / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(what.encode() if isinstance(what, str) else what)
    return folder


class _Has:
    """What the publication has."""

    def __init__(self, without: Collection[str]) -> None:
        self.without = without

    def __call__(self, part: str, fields: Fields) -> Fields:
        """These fields, or none where the part is left out."""
        return {} if part in self.without else fields


def _files(has: _Has, programs: int, sheet: str) -> dict[str, str | bytes]:
    chosen = said.PROGRAMS[:programs]
    files: dict[str, str | bytes] = {
        "publication.yaml": _yaml({"title": "Northlake Residencies", "language": "en-US", "sheet": sheet}),
        "institution.yaml": _yaml(_institution(has)),
        "season.yaml": _yaml(_season(has)),
        "facts.yaml": _yaml(dict(_fact(*row) for row in said.FACTS)),
        "people.yaml": _yaml(has("leaders", _leaders(has))),
        "packets/packet.yaml": _yaml(_packet(has)),
    }
    for number, row in enumerate(chosen):
        name = row[1].lower().replace(" ", "-")
        files[f"programs/{name}.yaml"] = _yaml(_Program(has, number, *row).fields())
    for name, title, short, text in said.SECTIONS:
        head = _yaml({"title": title, "short": short})
        files[f"sections/{name}.md"] = f"---\n{head}---\n\n{text}\n\n{_words(said.LIFE, len(name), 3)}\n"
    files |= has("chapters", {f"chapters/{name}.yaml": _yaml(one) for name, one in _chapters(has).items()})
    files |= has("rosters", _rosters())
    files |= has(
        "matches", {"lists/matches.csv": _csv(("Year", "Specialty", "Institution", "Count"), _matches())}
    )
    files |= has(
        "blocks", {"lists/blocks.csv": _csv(("PGY", "N", "Rotation", "Weeks", "Setting"), _blocks())}
    )
    return files if "photographs" in has.without else files | _photographs()


def _institution(has: _Has) -> Fields:
    contact = {
        "name": "Residency Office",
        "role": "Monday to Friday, 8:30 to 5, and until 8 in the evening during the interview season",
        "address": [*said.ADDRESS],
        "phone": "(555) 010-0199, extension 4",
        "email": "residency.office@northlake.example",
        "web": "https://www.northlake.example/graduate-medical-education/residency",
    }
    return {
        "name": said.INSTITUTION,
        "short_name": "Northlake",
        "department": said.DEPARTMENT,
        "sites": [*said.SITES],
        **has("contact", {"contact": contact}),
        "statements": [*said.STATEMENTS],
    }


def _season(has: _Has) -> Fields:
    keys = ("label", "date", "time", "timezone")
    dates = [{key: value for key, value in zip(keys, row, strict=True) if value} for row in said.DATES]
    return {
        "label": "2026-27",
        "academic_year": "2026-2027",
        "issued": "2026-08-03",
        "valid_until": "2027-06-30",
        "facts_as_of": "August 2026",
        **has("dates", {"key_dates": [{**one, "source": "Invented"} for one in dates]}),
    }


def _fact(name: str, value: str, label: str, share: int | None) -> tuple[str, Fields]:
    fields = {"value": value, "label": label, "as_of": "2026-27", "source": "Annual report, invented"}
    return name, {**fields, **({"share": share} if share else {})}


def _leaders(has: _Has) -> Fields:
    return {
        f"leader-{number + 1}": {
            "name": _name(number * 7),
            "credentials": ("MD", "MD, PhD, FACP", "DO")[number],
            "role": said.ROLES[number],
            **has("photographs", _photo(number)),
        }
        for number in range(3)
    }


def _packet(has: _Has) -> Fields:
    welcome = {
        "title": "Come and see for yourself",
        "lead": "Twelve programs, four hospitals, one lake. This packet holds all of them.",
        "text": _paragraphs(said.STORY, 4, 3),
        **has("leaders", {"people": ["leader-1", "leader-2", "leader-3"]}),
    }
    return {
        "title": "Residencies at Northlake",
        "line": "The season's brochures in one volume",
        "index": "yes",
        **has("welcome", {"welcome": welcome}),
        **has("chapters", {"chapters": [*_chapters(has)]}),
        **has("back", {"back": "We hope to see you in the winter. It is worth it."}),
    }


def _chapters(has: _Has) -> dict[str, Fields]:
    return {
        "hospital": {
            "title": "A hospital and its lake",
            "line": "A history of one hundred and fifteen years, and a city around it",
            "accent": "sky",
            "lead": "The first ward stood on the ice road. It was moved before the thaw.",
            "text": _paragraphs(said.STORY, 9, 3),
            **has("facts", {"facts": ["founded", "beds"]}),
            "sections": [
                {
                    "title": "From a house to four hospitals",
                    "events": [
                        {"year": year, "title": title, "text": _words(said.STORY, year, 1)}
                        for year, title in (
                            (1911, "The first ward"),
                            (1938, "The children's center"),
                            (1964, "Residents are paid"),
                            (1987, "Nurses join the morning report"),
                            (2003, "Harbor Point opens"),
                            (2021, "The fourth hospital"),
                        )
                    ],
                },
                "city",
                "equity",
                {
                    "title": "A day off",
                    "dial": {"parts": 24, "unit": "hour", "names": ["Lake", "City", "Sleep"]},
                },
                *(_picture(has, "The lake in February", "lake", "Cars on the ice at dusk")),
            ],
        },
        "people": {
            "title": "Whom you will work with",
            "line": "Faculty, residents of every year, and those who left last summer",
            "accent": "brick",
            "lead": "A hundred and eighteen residents, and those who teach them.",
            **has("quotes", {"quote": _quote(has, 0)}),
            "sections": [
                {"title": "Faculty", "people": [_person(has, n, "role") for n in range(12)]},
                *_list(has, "Residents", "roster", "lists/residents.csv"),
                *_list(has, "Graduates of five years", "roster", "lists/graduates.csv"),
                {
                    "title": "Honors",
                    "honors": [
                        {"name": _name(40 + n), "distinction": "Teacher of the Year", "year": 2014 + n}
                        for n in range(8)
                    ],
                },
            ],
        },
    }


class _Program:
    """One program; texts are of other lengths, and lists of other shapes, in each."""

    def __init__(
        self,
        has: _Has,
        number: int,
        name: str,
        full_name: str,
        promise: str,
        accent: str,
        years: Sequence[int],
        positions: int,
    ) -> None:
        self.has, self.number, self.full_name, self.years = has, number, full_name, years
        self.head = {
            "name": name,
            "full_name": full_name,
            "kind": "other",
            "order": number + 1,
            "accent": accent,
            "promise": promise,
            "positions": positions,
            "start": "July 1",
            "acgme_id": f"{1400000101 + number}",
            "nrmp_code": f"1234{140 + number}C0",
            "eras": True,
        }

    def fields(self) -> Fields:
        """What the program's file says."""
        stages = [
            {
                "name": "Residency" if not place else "Fellowship and research",
                "length_years": length,
                **({} if place else self.has("facts", {"share": "clinic"})),
            }
            for place, length in enumerate(self.years)
        ]
        cover = {"file": "pictures/shore.jpg", "alt": "Hills in haze, one behind the other"}
        return {
            **self.head,
            **(self.has("photographs", {"cover": cover}) if self.number % 2 else {}),
            **self.has("stages", {"stages": stages}),
            **self.has("leaders", {"leaders": [f"leader-{n}" for n in range(1, 4)]}),
            "story": self.story(),
            "training": self.training(),
            "life": self.life(),
            "careers": self.careers(),
            **self.has("apply", {"apply": self.apply()}),
            **self.has("back", {"back": "See you on the ninth floor."}),
        }

    def story(self) -> Fields:
        at = self.number * 5
        return {
            "title": ("The only large hospital on ninety miles of shore", "A ward before breakfast")[at % 2],
            "lead": _words(said.STORY, at, 1 + at % 2),
            "short": _words(said.STORY, at + 1, 2),
            "text": _paragraphs(said.STORY, at + 2, 1 + self.number % 4),
            **self.has("facts", {"facts": ["beds", "founded", "vacation"][: 1 + self.number % 3]}),
            **self.has("sections", {"sections": ["research", "equity"][: self.number % 3]}),
            **self.has("quotes", {"quote": _quote(self.has, self.number + 2)}),
            **self.has("facts", {"statistics": ["residents", "clinic", "boards", "languages"]}),
        }

    def training(self) -> Fields:
        years = {"title": "Year by year", "blocks": "lists/blocks.csv"}
        return {
            "title": "How the years are built",
            "text": _words(said.TRAINING, self.number, 2 + self.number % 4),
            "sections": [*_known(self.has, "blocks", years)],
        }

    def life(self) -> Fields:
        lists = (
            [{"title": "Faculty", "people": [_person(self.has, n, "role") for n in range(8)]}],
            _list(self.has, "Residents", "roster", "lists/residents.csv"),
            _list(self.has, "Everybody who is here", "people", "lists/names.csv"),
            [{"title": "Chiefs", "people": [_person(self.has, n + 3, "school") for n in range(5)]}],
        )[self.number % 4]
        quotes = [_quote(self.has, n) for n in (self.number, self.number + 1)]
        return {
            "title": "Living by the lake",
            "lead": _words(said.LIFE, self.number, 1),
            **self.has("facts", {"facts": ["vacation"]}),
            "sections": [
                *_known(self.has, "sections", "wellness", "city"),
                *lists,
                *_known(self.has, "quotes", {"title": "In their words", "testimonials": quotes}),
                *_picture(self.has, "The clinic at Harbor Point", "room", "An empty waiting room at night"),
                *_known(self.has, "terms", {"title": "Terms", "terms": _terms()}),
            ],
        }

    def careers(self) -> Fields:
        return {
            "title": "Where graduates go",
            "lead": _words(said.CAREERS, self.number, 1),
            **self.has("facts", {"facts": ["boards"]}),
            "sections": [
                {"title": "After residency", "text": _words(said.CAREERS, self.number + 1, 3)},
                *_list(self.has, "Fellowships and positions", "matches", "lists/matches.csv", "matches"),
            ],
        }

    def apply(self) -> Fields:
        own = {"name": "Łucja Nowak", "role": "Program coordinator", "email": "l.nowak@northlake.example"}
        return {
            "title": "From September to Match Day",
            "questions": [{"question": one, "answer": answer} for one, answer in said.QUESTIONS],
            "requirements": [
                "Graduation from medical school by July 1",
                "Three letters, one of them from a department of medicine",
                "A personal statement of one page",
                "Step 1 and Step 2 passed, or COMLEX 1 and 2",
            ],
            "visas": "J-1; H-1B where Step 3 has been passed by the day of ranking",
            "signals": "Signals are read; nobody is turned away for having sent none.",
            "interviews": "By video, on Tuesdays and Thursdays from October 27 to January 22",
            "open_houses": ["October 8, 6:00 pm, by video", "November 5, 6:00 pm, by video"],
            "web": f"https://www.northlake.example/apply/{self.full_name.lower().replace(' ', '-')}",
            **({"contact": own} if self.number % 3 == 2 else {}),
        }


def _known(has: _Has, part: str, *sections: Fields | str) -> Iterable[Fields | str]:
    return () if part in has.without else sections


def _list(has: _Has, title: str, field: str, file: str, part: str = "rosters") -> list[Any]:
    return [*_known(has, part, {"title": title, field: file})]


def _picture(has: _Has, title: str, name: str, alt: str) -> Iterable[Any]:
    picture = {
        "file": f"pictures/{name}.jpg",
        "alt": alt,
        "caption": f"{title}.",
        "credit": "Photograph: drawn for the tests.",
    }
    return _known(has, "photographs", {"title": title, "picture": picture})


def _photo(number: int) -> Fields:
    return {
        "photo": f"pictures/portrait-{number % 12 + 1}.jpg",
        "alt": "A drawn portrait",
        "consent_until": CONSENT,
    }


def _name(number: int) -> str:
    return f"{said.FIRST[number % len(said.FIRST)]} {said.LAST[number * 5 % len(said.LAST)]}"


def _person(has: _Has, number: int, more: str) -> Fields:
    details = {"role": said.ROLES[number % 12], "school": said.SCHOOLS[number % 6]}
    own = {"name": _name(number), "credentials": "MD", more: details[more]}
    return {**own, **has("photographs", _photo(number))}


def _quote(has: _Has, number: int) -> Fields:
    quote, name = said.QUOTES[number % len(said.QUOTES)]
    own = {"quote": quote, "name": name, "role": "Third year", "consent_until": CONSENT}
    return {**own, **(has("photographs", _photo(number + 4)) if number % 3 != 2 else {})}


def _terms() -> list[Fields]:
    keys = ("label", "value", "note")
    return [
        {**{key: value for key, value in zip(keys, row, strict=True) if value}, "as_of": "2026-27"}
        for row in said.TERMS
    ]


def _rosters() -> Fields:
    residents = [(_name(n), n % 3 + 1, said.SCHOOLS[n % 6], said.TOWNS[n % 7]) for n in range(ROSTER)]
    graduates = [(_name(n + 11), 2022 + n % 5, said.SCHOOLS[n * 5 % 6]) for n in range(ROSTER)]
    return {
        "lists/residents.csv": _csv(("Name", "PGY", "School", "Hometown"), residents),
        "lists/graduates.csv": _csv(("Name", "Class of", "School"), graduates),
        "lists/names.csv": _csv(("Name",), [(_name(n + 3),) for n in range(ROSTER)]),
    }


def _matches() -> list[Sequence[Any]]:
    return [
        (2026 - n % 4, said.SPECIALTIES[n % 7], said.HOSPITALS[n * 3 % 5], 1 + (n * 7) % 4)
        for n in range(MATCHES)
    ]


def _blocks() -> list[Sequence[Any]]:
    return [
        (year + 1, n + 1, *row)
        for year, rotations in enumerate(said.ROTATIONS)
        for n, row in enumerate(rotations)
    ]


@cache
def _photographs() -> Fields:
    portraits = {
        f"pictures/portrait-{n + 1}.jpg": taken(f"portrait-{n + 1:02}", (400, 480)) for n in range(12)
    }
    return {
        **portraits,
        "pictures/lake.jpg": taken("ford", (1500, 1000)),
        "pictures/room.jpg": taken("waiting-room", (1500, 1000)),
        "pictures/shore.jpg": taken("valley", (1800, 2330)),
    }


def _words(sentences: Sequence[str], start: int, count: int) -> str:
    return " ".join(sentences[(start + n) % len(sentences)] for n in range(count))


def _paragraphs(sentences: Sequence[str], start: int, count: int) -> str:
    return "\n\n".join(_words(sentences, start + 4 * n, 4) for n in range(count))


def _csv(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([head, *rows])
    return out.getvalue()


def _yaml(value: Any) -> str:
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=100_000)


def main() -> None:
    """Writes it to a folder."""
    asked = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    asked.add_argument("folder", type=Path)
    asked.add_argument("--programs", type=int, default=12)
    asked.add_argument("--sheet", default="letter")
    asked.add_argument("--without", default="", help=f"some of: {', '.join(PARTS)}")
    options = asked.parse_args()
    print(
        write_rich(
            options.folder, options.programs, options.sheet, [*filter(None, options.without.split(","))]
        )
    )


if __name__ == "__main__":
    main()
