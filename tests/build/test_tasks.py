"""What tasks tell beside the files that they make."""

from __future__ import annotations

from brochure.build.tasks import SetPages
from tests.builders.documents import FACE, FACE_FILE, make_source
from tests.builders.publication import make_picture

PICTURE = "asset:content/picture.png"


def test_a_document_tells_which_files_it_prints_also_those_that_only_name_a_picture() -> None:
    source = make_source(
        '<p data-source="content/a.yaml:1:1">Words</p>'
        f'<p data-source="content/b.yaml:3:5"><img src="{PICTURE}" alt="Blue"></p>',
        assets={FACE: FACE_FILE, PICTURE: make_picture(size=(40, 40))},
    )
    files = SetPages(source, None).run().files
    assert files == {"content/a.yaml", "content/b.yaml", "content/picture.png"}
