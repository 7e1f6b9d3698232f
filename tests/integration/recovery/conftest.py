"""A data directory to copy and to bring back."""

import shutil
from pathlib import Path

import pytest

from queue_server.recovery import key_file
from tests.integration.house import House, shipped


@pytest.fixture(scope="session")
def first_house_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with its key, and a database that holds one token; not to be changed."""
    folder = tmp_path_factory.mktemp("house")
    house = House(f"sqlite:///{folder / 'motcua.sqlite3'}", folder, shipped())
    house.token("kiosk")
    house.stop()
    assert key_file.of(folder).read()
    return folder


@pytest.fixture
def house_data(first_house_data: Path, tmp_path: Path) -> Path:
    """A copy of it, to do anything with."""
    return Path(shutil.copytree(first_house_data, tmp_path / "house"))
