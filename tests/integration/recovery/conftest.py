"""A data directory to copy and to bring back."""

from pathlib import Path

import pytest

from queue_server.recovery import key_file
from tests.integration.house import House, shipped


@pytest.fixture
def house_data(tmp_path: Path) -> Path:
    """A data directory with its key, and a database that holds one token."""
    folder = tmp_path / "house"
    folder.mkdir()
    house = House(f"sqlite:///{folder / 'motcua.sqlite3'}", folder, shipped())
    house.token("kiosk")
    house.stop()
    assert key_file.of(folder).read()
    return folder
