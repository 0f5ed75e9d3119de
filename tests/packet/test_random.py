"""The merge: any documents, and merges of merges."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf.generic import ArrayObject, ByteStringObject

from brochure.packet import Part, assemble
from tests.builders.merging import TagMaker, bind, elements, entries, headed, links, n, top

LEAVES = st.tuples(
    st.sampled_from(["/P", "/H1", "/TH", "/Aside", "/Box", "/Document"]),
    st.integers(0, 2),
    st.booleans(),
    st.sampled_from([None, b"a", b"b", b"\xe9("]),
    st.sampled_from([None, 0, 1, 2, b"x", b"y"]),
)
DOCUMENTS = st.tuples(
    st.lists(LEAVES, max_size=8),
    st.dictionaries(
        st.sampled_from(["/Aside", "/Box", "/P"]), st.sampled_from(["/Note", "/Sect", "/Box"]), max_size=2
    ),
    st.sets(st.sampled_from([b"x", b"y"])),
)


def random_pdf(leaves: Any, roles: dict[str, str], names: set[bytes]) -> bytes:
    maker = TagMaker(pages=3)
    parent = maker.document
    for kind, page, deeper, identifier, goal in leaves:
        parent = maker.element("/Sect", parent) if deeper else maker.document
        more: dict[str, Any] = (
            {} if identifier is None else {"ID": ByteStringObject(identifier), "A": headed(identifier)}
        )
        maker.leaf(kind, page, parent, **more)
        if goal is not None:
            maker.link(page, ByteStringObject(goal) if isinstance(goal, bytes) else goal, parent)
    if roles:
        maker.root[n("/RoleMap")] = entries(
            {role: n(target) for role, target in roles.items() if role != target}
        )
    flat = [
        one
        for name in sorted(names)
        for one in (ByteStringObject(name), ArrayObject([maker.pages[1].indirect_reference, n("/Fit")]))
    ]
    maker.catalog[n("/Names")] = entries({"/Dests": entries({"/Names": ArrayObject(flat)})})
    return maker.pdf()


@pytest.mark.long
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(DOCUMENTS, min_size=1, max_size=4))
def test_any_documents_can_be_merged_and_merged_again(documents: Any) -> None:
    parts = [
        Part(f"part-{index}", f"Part {index}", random_pdf(*document))
        for index, document in enumerate(documents)
    ]
    reader = bind(parts)
    assert len(reader.pages) == 3 * len(parts)
    for page, annotation, goal in links(reader):
        assert goal == "nowhere" or goal // 3 == page // 3, annotation
    identifiers = [one["/ID"].original_bytes for one in elements(top(reader)) if "/ID" in one]
    assert len(identifiers) == len(set(identifiers))
    once = assemble(parts, title="Once", language="en")
    bind([Part("again", "Again", once), parts[0]])
