"""Changing the key: what was sealed before stays readable, and is sealed anew with the new key alone."""

import itertools
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from queue_server.commands import main as commands
from queue_server.configuration.values import Configuration
from queue_server.ledger.tables import (
    dossier_history,
    dossiers,
    hand_overs,
    idempotency_keys,
    seal_keys,
    tickets,
)
from queue_server.recovery import key_file
from queue_server.upkeep import resealing
from tests.integration import house as houses
from tests.integration.house import House
from tests.integration.security.test_personal_data import CARD, INTAKE, taken_in

SEALED = (
    dossiers.c.applicant,
    dossiers.c.note,
    dossier_history.c.note,
    hand_overs.c.note,
    tickets.c.phone,
    idempotency_keys.c.fingerprint,
)


def keys_in(house: House, *columns: Any) -> set[str]:
    """The ids of the keys with which something is sealed there."""
    with house.book.engine.connect() as connection:
        texts = [
            text
            for column in columns
            for text in connection.execute(
                select(column).where(column.table.c.centre == house.centre.centre.id)
            ).scalars()
        ]
    return {text.split(":")[1] for text in texts if text and text.startswith("s1:")}


def test_after_a_new_key_everything_is_found_and_sealed_anew(
    tmp_path: Path, database_url: str, shipped_centre: Configuration, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(houses, "_ids", itertools.repeat("rotating"))
    monkeypatch.setattr(resealing, "MOST", 2)
    keys = key_file.of(tmp_path)

    def found(house: House, name: str) -> list[Any]:
        reader = house.token("supervisor", name=name)
        listed = house.get(f"/dossiers?q={CARD}", reader)["items"]
        return [house.get(f"/dossiers/{item['code']}", reader)["applicant"] for item in listed]

    house = House(database_url, tmp_path, shipped_centre)
    kiosk, first_ticket = house.kiosk, {"queue": "ho-tich", "phone": "0912345678"}
    for ticket in (first_ticket, {**first_ticket, "queue": "chung-thuc"}):
        house.do("/tickets", ticket, by=kiosk, key=f"k{ticket['queue']}")
    house.do(f"/dossiers/{taken_in(house)}/forward", {"note": "Đủ giấy tờ"}, by=house.supervisor)
    (first,) = keys_in(house, *SEALED)
    house.stop()
    keys.rotate()
    house = House(database_url, tmp_path, shipped_centre)
    assert found(house, "before") == [INTAKE["applicant"]]
    assert resealing.all_of(house.book, house.application.parts.scans) > 5
    assert resealing.all_of(house.book, house.application.parts.scans) == 0
    assert found(house, "after") == [INTAKE["applicant"]]
    (second,) = keys_in(house, *SEALED)
    with house.book.engine.connect() as connection:
        known = connection.execute(select(seal_keys.c.key_id)).scalars().all()
    house.stop()
    assert (known, first == second) == ([second], False)
    # The older key is needed for older backups only: the server starts without it.
    remark, newest, _ = keys.path.read_text("ascii").splitlines()
    keys.path.write_text(f"{remark}\n{newest}\n", "ascii")
    house = House(database_url, tmp_path, shipped_centre)
    assert found(house, "alone") == [INTAKE["applicant"]]
    again = house.ask("POST", "/tickets", first_ticket, by=kiosk, key="kho-tich")
    assert (again.status, again.headers["idempotent-replayed"]) == (201, "true")
    house.stop()


def test_the_commands_say_what_comes_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = []
    for deed in ("rotate", "reseal"):
        monkeypatch.setattr(sys, "argv", ["motcua", "key", deed, "--data-dir", str(tmp_path)])
        commands.main()
        said.append(capsys.readouterr().out)
    assert [word in text for word, text in zip(("key reseal", " 0 "), said, strict=True)] == [True, True]
    assert len(key_file.of(tmp_path).read()) == 2
    assert not any(
        line in text for text in said for line in key_file.of(tmp_path).path.read_text().split("\n")[1:-1]
    )
