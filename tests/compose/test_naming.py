"""Names in an index: how each stands there, and in which order."""

from __future__ import annotations

import pytest

from brochure.compose import in_order, inverted


@pytest.mark.parametrize(
    ("name", "indexed"),
    [
        ("Ada Lovelace", "Lovelace, Ada"),
        ("Dr. Jay Vyas", "Vyas, Jay"),
        ("Samuel O. Thier", "Thier, Samuel O."),
        ("Sherri-Ann Burnett-Bowie", "Burnett-Bowie, Sherri-Ann"),
        ("Ludwig van Beethoven", "van Beethoven, Ludwig"),
        ("Henry Louis Gates, Jr.", "Gates, Henry Louis, Jr."),
        ("John Paul Stevens III", "Stevens, John Paul, III"),
        ("Ann Lee, MD, PhD", "Lee, Ann"),
        ("Mary Ann Ó Súilleabháin", "Ó Súilleabháin, Mary Ann"),
        ("Ana St. John", "St. John, Ana"),
        ("Chloë von Trapp zu Hohenstein", "von Trapp zu Hohenstein, Chloë"),
        ("Plato", "Plato"),
        ("王小明", "王小明"),
    ],
)
def test_a_name_stands_with_the_family_name_first(name: str, indexed: str) -> None:
    assert inverted(name) == indexed


@pytest.mark.parametrize(
    ("language", "names"),
    [
        (
            "en-US",
            ["Abbott", "Álvarez", "de Vries", "Łukasz", "Müller", "Mulligan", "O’Brien", "Oda", "Zola"],
        ),
        ("sv", ["Adam", "Zorn", "Åberg", "Ärlig", "Öberg"]),
        ("es", ["Nuño", "Nuz", "Ñíguez", "Oro"]),
        ("tr", ["Çelik", "Demir", "Irmak", "İnan", "Öz", "Şahin"]),
    ],
)
def test_names_stand_in_the_order_of_the_language_s_alphabet(language: str, names: list[str]) -> None:
    assert sorted(set(names), key=lambda name: in_order(name, language)) == names
