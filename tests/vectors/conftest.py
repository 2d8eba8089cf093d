"""The CCTV vectors of age, unpacked from npm into a temporary folder."""

import pytest

from tests.node.run_node import run_node
from tests.vectors.age_vector import AgeVector, parse_age_vector


@pytest.fixture(scope="session")
def age_vectors(tmp_path_factory: pytest.TempPathFactory) -> list[AgeVector]:
    folder = tmp_path_factory.mktemp("age-vectors")
    run_node("export_vectors.mjs", folder)
    return [parse_age_vector(path) for path in sorted(folder.iterdir())]
