"""Whether PDFs keep the standards they claim, as veraPDF judges, the validator of PDF/A and PDF/UA.

Takes files; gives findings with page and clause. Runs Java; Maven brings the validator once, pinned by its
checksum. Must not know how the files were made.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pikepdf import Object

from brochure.errors import Finding
from brochure.pdf import each, get, open_pdf, read_xmp

ARTIFACT = ("org.verapdf.apps", "greenfield-apps", "1.28.2")
SHA256 = "687d4d8bcfec48c9f7e931cf78ed061f1eeccfba55d4cdc000ba9b4d8aa46ce6"
_MAIN = "org.verapdf.apps.GreenfieldCliWrapper"
#: The compiler's last stage and threads that collect garbage do not pay: without them 2 files cost half of
#: the processor's time, 40 two thirds.
_JAVA = ("-XX:+IgnoreUnrecognizedVMOptions", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")

#: What veraPDF calls the standards that screen PDFs claim.
PROFILES = {"ua1": "PDF/UA-1", "2a": "PDF/A-2a"}
#: What the metadata of a file that claims them say.
_CLAIMS = {"ua1": "pdfuaid:part", "2a": "pdfaid:part"}
#: Failed checks of one rule that are told of one file.
_TOLD = 5
#: Seconds after which something is wrong; some 400 files take a quarter of it.
_PATIENCE = 1800


class NoValidatorError(Exception):
    """There is no validator on this machine; says what is missing."""


@dataclass(frozen=True)
class FailedCheck:
    """One failed check: `page` is 0 where none is known; `clause` is the standard's with the test."""

    file: Path
    profile: str
    clause: str
    page: int
    what: str


def cache() -> Path:
    """Where the validator is kept."""
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "brochure"


def validator(*, fetch: bool = False) -> Path:
    """The validator's program file. Raises `NoValidatorError` where something is missing."""
    if not _works("java"):
        raise NoValidatorError("Java is not installed")
    path = cache() / f"{ARTIFACT[1]}-{ARTIFACT[2]}.jar"
    if not path.is_file():
        if not fetch:
            raise NoValidatorError("the validator has not been fetched; make conformance fetches it")
        _fetch(path)
    if sha256(path.read_bytes()).hexdigest() != SHA256:
        raise NoValidatorError(f"{path} is not the file it should be; delete it")
    return path


def _works(program: str) -> bool:
    """Whether a program is there and runs: some systems have a `java` that only says where to buy one."""
    found = shutil.which(program)
    return (
        found is not None
        and subprocess.run([found, "-version"], capture_output=True, check=False).returncode == 0
    )


def _fetch(path: Path) -> None:
    maven = shutil.which("mvn")
    if maven is None:
        raise NoValidatorError("Maven, which fetches the validator, is not installed")
    path.parent.mkdir(parents=True, exist_ok=True)
    folder = path.parent / f"fetching.{os.getpid()}"
    command = [
        maven,
        "-q",
        "-B",
        "dependency:copy",
        f"-Dartifact={':'.join(ARTIFACT)}",
        f"-DoutputDirectory={folder}",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        (folder / path.name).replace(path)
    except FileNotFoundError as error:
        said = (done.stdout + done.stderr).strip().splitlines()
        raise NoValidatorError(
            f"Maven did not bring the validator: {said[0] if said else 'it says nothing'}"
        ) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def validate(wanted: Mapping[Path, Sequence[str]], jar: Path) -> list[FailedCheck]:
    """What fails of the profiles that are wanted of each file, which it has to claim, in one run.

    Raises `NoValidatorError` where the validator falls over.
    """
    results = _results([*wanted], jar) if wanted else {}
    return [
        failure
        for file, profiles in wanted.items()
        for profile in profiles
        for failure in _failures(file, profile, results.get(str(file.resolve()), {}))
    ]


def _results(files: Sequence[Path], jar: Path) -> dict[str, dict[str, Any]]:
    """What the validator says of each file, by its path and the profile; nothing if it cannot read it."""
    options = ["--flavour", "0", "--format", "json", "--maxfailuresdisplayed", str(_TOLD)]
    command = ["java", *_JAVA, "-cp", str(jar), _MAIN, *options, *(str(file.resolve()) for file in files)]
    done = subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", check=False, timeout=_PATIENCE
    )
    try:
        jobs = json.loads(done.stdout)["report"]["jobs"]
    except (ValueError, KeyError) as error:
        said = done.stderr.strip().splitlines() or [f"it ends with {done.returncode}"]
        raise NoValidatorError(f"the validator fails: {said[-1]}") from error
    return {
        str(job["itemDetails"]["name"]): {
            _short(result["profileName"]): result for result in job.get("validationResult") or []
        }
        for job in jobs
    }


def _short(title: str) -> str:
    """What veraPDF calls a profile for short: `2a` is `PDF/A-2A validation profile`."""
    return title.partition(" ")[0].casefold().removeprefix("pdf/").removeprefix("a-").replace("-", "")


def _failures(file: Path, profile: str, results: Mapping[str, Any]) -> Iterator[FailedCheck]:
    if profile not in results:
        what = "the file does not claim it" if results else "the validator cannot read the file"
        yield FailedCheck(file, profile, "", 0, what)
        return
    result = results[profile]
    for rule in result["details"]["ruleSummaries"]:
        clause = f"{rule['clause']}-{rule['testNumber']}"
        for check in rule["checks"] or [{}]:
            page = _page(file, check.get("context", ""))
            yield FailedCheck(file, profile, clause, page, rule["description"])
    if not result["compliant"] and not result["details"]["ruleSummaries"]:
        yield FailedCheck(file, profile, "", 0, "the validator gives no reason")


def _page(file: Path, context: str) -> int:
    """The page of a place that a check names.

    Either it says so, as `root/document[0]/pages[2](…)/…`, or it ends with a structure element, as
    `root/document[0]/StructTreeRoot[0](…)/K[0](507 0 obj SEDocument Document)/K[6](2076 0 obj SEHn H5)`.
    """
    if found := re.search(r"/pages?\[(\d+)\]", context):
        return int(found[1]) + 1
    objects = re.findall(r"\((\d+) (\d+) obj SE", context)
    if not objects:
        return 0
    opened = open_pdf(file)
    try:
        numbers = {page.obj.objgen: number for number, page in enumerate(opened.pdf.pages, start=1)}
        element = opened.pdf.get_object(*map(int, objects[-1]))
        return next((numbers[page.objgen] for page in _pages_of(element) if page.objgen in numbers), 0)
    finally:
        opened.close()


def _pages_of(element: Object, depth: int = 50) -> Iterator[Object]:
    """The pages that a structure element names, itself or in what it holds."""
    if isinstance(page := get(element, "/Pg"), Object):
        yield page
    for kid in each(get(element, "/K")) if depth else ():
        yield from _pages_of(kid, depth - 1)


#: What usually brings a failure about, by the beginning of its clause.
_HINTS = {
    ("ua1", "7.1-3"): (
        "something painted is neither tagged nor an artifact: avoid forms and other unusual CSS in the"
        " layout"
    ),
    ("ua1", "7.21"): "use fonts that may be embedded and have every character",
    ("ua1", "7.2"): "lists and tables need their own HTML elements; do not set display on parts of tables",
    ("ua1", "7.3"): "give the picture an alt: text, or an empty one where it is decoration",
    ("ua1", "7.4"): "begin with one h1 and skip no level of headings",
    ("ua1", "7.18"): "links are made with <a href>; forms and attachments cannot be accessible here",
    ("2a", "6.2.4"): "use colors and pictures in RGB",
    ("2a", "6.2.11"): "use fonts that may be embedded and have every character",
}


def findings(failures: Sequence[FailedCheck]) -> list[Finding]:
    """Failures in the words of a build, each rule once a page."""
    return sorted({_finding(failure) for failure in failures})


def judge(pdfs: Mapping[str, bytes], jar: Path) -> list[Finding]:
    """Findings about finished PDFs by name, each judged by what it claims.

    Raises `NoValidatorError` where the validator falls over.
    """
    with TemporaryDirectory() as folder:
        wanted: dict[Path, list[str]] = {}
        for name, pdf in pdfs.items():
            if claims := _claims(pdf):
                file = Path(folder) / f"{name}.pdf"
                file.write_bytes(pdf)
                wanted[file] = claims
        return findings(validate(wanted, jar))


def _claims(pdf: bytes) -> list[str]:
    """The profiles that a PDF claims to keep."""
    opened = open_pdf(pdf)
    try:
        said = read_xmp(opened.pdf, _CLAIMS.values())
        return [profile for profile, key in _CLAIMS.items() if said.get(key)]
    finally:
        opened.close()


def _finding(failure: FailedCheck) -> Finding:
    hints = (
        hint
        for (profile, start), hint in _HINTS.items()
        if profile == failure.profile and failure.clause.startswith(start)
    )
    standard = f"{PROFILES.get(failure.profile, failure.profile)} {failure.clause}".strip()
    hint = next(hints, "keep the file and tell the makers of brochure")
    what = f"fails {standard}: {' '.join(failure.what.split())}"
    return Finding(failure.file.stem, failure.page, "conformance", "error", what, "", hint)
