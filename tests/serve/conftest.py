"""What the tests of the packet server share."""

from __future__ import annotations

import pytest

from brochure.build import Desk, Places
from tests.builders.season_server import make_season, publish


@pytest.fixture(scope="session")
def season(shared: Desk, tmp_path_factory: pytest.TempPathFactory) -> Places:
    """A season that is published. Who changes it takes a copy."""
    found = make_season(tmp_path_factory.mktemp("published"))
    publish(found, shared)
    return found
