"""Pictures as people bring them, from the content folder into the PDF."""

from __future__ import annotations

from base64 import b64encode
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from tests.builders.command_line import Here
from tests.builders.publication import make_picture, make_program, make_publication

#: Names that files have, and that mean something else in an address.
NAMES = (
    "two words.png",
    "50% off #1?.png",
    'it\'s "quoted" (2).png',
    "a&b;c=d+e.png",
    "%41.png",
    "Größe ☃.png",
    "no ending",
)


def color(number: int) -> tuple[int, int, int]:
    return (20 + 30 * number, 90, 200)


def several() -> bytes:
    """A camera's JPEG with a second picture behind the first."""
    data = BytesIO()
    Image.new("RGB", (41, 9), "red").save(
        data, "MPO", save_all=True, append_images=[Image.new("RGB", (4, 3), "navy")]
    )
    return data.getvalue()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A publication with pictures of every kind."""
    folder = tmp_path_factory.mktemp("house")
    files: dict[str, str | bytes | None] = {}
    for number, name in enumerate(NAMES):
        data = BytesIO()
        Image.new("RGB", (10 + number, 9), color(number)).save(data, "PNG")
        files[f"pictures/{name}"] = data.getvalue()
    files["pictures/camera.jpg"] = several()
    files["pictures/is a JPEG.png"] = make_picture("JPEG", (31, 9))
    inside = b64encode(make_picture("PNG", (33, 9))).decode()
    files["pictures/drawing.svg"] = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><image width="9" height="9"'
        f' href="data:image/png;base64,{inside}"/></svg>'
    )
    sections = "".join(
        "    - title: A picture\n      picture:\n        alt: Nothing much\n        file: '"
        + name.replace("'", "''")
        + "'\n"
        for name in files
    )
    files["programs/primary-care.yaml"] = make_program(f"life:\n  title: Life\n  sections:\n{sections}")
    make_publication(folder, files)
    return folder


def test_every_picture_is_found_by_its_name_and_printed(house: Path, here: Here) -> None:
    ended = here("build", "--publication", house, "--output", house / "output")
    assert ended.code == 0, ended.err
    assert "engine" not in ended.err
    (made,) = house.glob("output/**/primary-care.pdf")
    with pikepdf.open(made) as pdf:
        streams = [one for one in pdf.objects if isinstance(one, pikepdf.Stream)]
        widths = sorted(int(one.Width) for one in streams if one.get("/Subtype") == "/Image")
    assert widths == [10, 11, 12, 13, 14, 15, 16, 31, 33, 41]


def test_a_drawing_that_cannot_be_drawn_is_named_with_what_helps(tmp_path: Path, here: Here) -> None:
    entry = "life:\n  title: Life\n  sections:\n    - {title: A, picture: {file: a b.svg, alt: A}}\n"
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><g transform="rotate(x)"/></svg>'
    make_publication(tmp_path, {"a b.svg": drawing, "programs/primary-care.yaml": make_program(entry)})
    ended = here("build", "--publication", tmp_path, "--output", tmp_path / "output")
    assert ended.code == 1
    told = 'error: primary-care.pdf: "a b.svg" cannot be drawn. Hint: save it as PNG and name that file'
    assert told in ended.err
