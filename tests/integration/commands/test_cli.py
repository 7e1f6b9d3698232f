"""The commands beside a running server: tokens, people, catalogue, backup and restore."""

import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from queue_server.configuration.settings import remember
from queue_server.recovery import key_file
from tests.integration.house import CONFIG
from tests.journeys.centre import Centre, here
from tests.waiting import eventually

Command = Callable[..., "Said"]


@dataclass(frozen=True)
class Said:
    """What a command ended with and printed."""

    status: int
    out: str
    err: str


@pytest.fixture
def run() -> Command:
    """Runs a command of `motcua` in this process: starting Python for each would take a second."""

    def call(*arguments: object, given: str | bytes = "") -> Said:
        return Said(*here([*map(str, arguments)], given))

    return call


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture(scope="module")
def served(free_port: Callable[[], int], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    """A running server, as `motcua serve` starts it."""
    centre = Centre(tmp_path_factory.mktemp("served"), free_port, copies=False)
    try:
        centre.start("--no-worker")
        yield centre
    finally:
        centre.stop()


def test_a_token_is_alone_on_the_last_line_and_works_beside_the_server(served: Centre, run: Command) -> None:
    said = run("token", "create", "--role", "supervisor", "--name", "lan", "--data-dir", served.data_dir)
    token = said.out.strip().splitlines()[-1]
    assert (said.status, " " in token, len(token) >= 32) == (0, False, True)
    assert served.request("GET", "/counters", token=token).status == 200


def test_a_revoked_token_is_refused_by_the_server_beside(served: Centre, run: Command) -> None:
    """How soon: tests/integration/realtime/test_announcer.py."""
    made = run("token", "create", "--role", "integration", "--name", "tinh", "--data-dir", served.data_dir)
    token = made.out.strip().splitlines()[-1]
    listed = run("token", "list", "--data-dir", served.data_dir).out
    (line,) = [line for line in listed.splitlines() if "\ttinh\t" in line]
    assert token not in listed
    assert served.request("GET", "/counters", token=token).status == 200
    assert run("token", "revoke", line.split("\t")[0], "--data-dir", served.data_dir).status == 0
    eventually(lambda: served.request("GET", "/counters", token=token).status == 401)
    assert "đã thu hồi" in run("token", "list", "--data-dir", served.data_dir).out


def test_a_token_is_revoked_by_its_name_and_never_the_wrong_one(data: Path, run: Command) -> None:
    def create(name: str, role: str = "integration") -> None:
        assert run("token", "create", "--role", role, "--name", name, "--data-dir", data).status == 0

    def state() -> list[tuple[str, str, bool]]:
        rows = [line.split("\t") for line in run("token", "list", "--data-dir", data).out.splitlines()]
        return [(number, name, "thu hồi" in said) for number, _, name, _, said in rows]

    for name in ("cong-a", "kiosk-1", "cong-b", "03", "Cổng Tỉnh", "cong-b", "10"):
        create(name)
    # By its name, however that is typed, and by its number.
    assert run("token", "revoke", "cổng tỉnh", "--data-dir", data).status == 0
    assert run("token", "revoke", 2, "--data-dir", data).status == 0
    # Twice the same name: both are told, and none is revoked.
    twice = run("token", "revoke", "cong-b", "--data-dir", data)
    assert (twice.status, twice.out) == (2, "")
    assert "3 (integration cong-b); 6 (integration cong-b)" in twice.err
    gone = [number for number, _, revoked in state() if revoked]
    assert gone == ["2", "5"]
    assert run("token", "revoke", "3", "--data-dir", data).status == 0
    assert run("token", "revoke", "cong-b", "--data-dir", data).status == 0
    # A name that is a number: "10" names the seventh token until there is a tenth.
    for name in ("cong-c", "cong-d", "cong-e"):
        create(name)
    both = run("token", "revoke", "10", "--data-dir", data)
    assert both.status == 2
    assert "7 (integration 10); 10 (integration cong-e)" in both.err
    assert run("token", "revoke", "--number", 10, "--data-dir", data).status == 0
    assert run("token", "revoke", "10", "--data-dir", data).status == 0
    gone = [number for number, _, revoked in state() if revoked]
    assert gone == ["2", "3", "5", "6", "7", "10"]
    assert run("token", "revoke", "nobody", "--data-dir", data).err.strip() == "Không tìm thấy."


def test_a_token_for_counters_works_at_those(served: Centre, run: Command) -> None:
    counters = ("--counter", 3, "--counter", 4)
    made = run(
        "token", "create", "--role", "officer", "--name", "minh", *counters, "--data-dir", served.data_dir
    )
    token = made.out.strip().splitlines()[-1]
    answers = [served.request("POST", f"/counters/{n}/open", token=token).status for n in (3, 4, 5)]
    assert answers == [200, 200, 403]


def test_mistaken_commands_are_said_in_a_sentence_and_change_nothing(data: Path, run: Command) -> None:
    for arguments in (
        ("token", "create", "--role", "officer", "--name", "x", "--counter", 99),
        ("token", "revoke", 7),
    ):
        said = run(*arguments, "--data-dir", data)
        assert (said.status, said.out) == (2, "")
        assert said.err.strip() == "Không tìm thấy."
    assert run("token", "create", "--role", "king", "--name", "x", "--data-dir", data).status == 2
    assert run("token", "list", "--data-dir", data).out == ""


def test_a_person_gets_the_password_from_standard_input(served: Centre, run: Command) -> None:
    base = ("user", "create", "--role", "officer", "--counter", 1, "--data-dir", served.data_dir, "--name")
    assert run(*base, "hoa", given="mot-mat-khau\nrác\n").status == 0
    body = {"name": "hoa", "password": "mot-mat-khau"}
    answer = served.request("POST", "/session", body)
    assert (answer.status, answer.body["role"], answer.body["counters"]) == (200, "officer", [1])
    again = run(*base, "hoa", given="mot-mat-khau-khac\n")
    assert (again.status, again.err.strip()) == (2, "Tên hoa đã có người dùng.")
    for easy, said in (
        ("ngan", "cần ít nhất 10 ký tự."),
        ("aaaaaaaaaa", "quá dễ đoán."),
        ("an-1234567890", "quá dễ đoán."),
    ):
        refused = run(*base, "an", given=easy + "\n")
        assert (refused.status, refused.err.startswith(f"Mật khẩu của an {said}")) == (2, True), refused.err
    assert run(*base, "HOA", given="mot-mat-khau-khac\n").err.strip() == "Tên hoa đã có người dùng."


def test_people_and_tokens_are_put_into_a_department(served: Centre, run: Command) -> None:
    where = ("--department", "Phòng Tư pháp", "--data-dir", served.data_dir)
    assert (
        run("user", "create", "--role", "officer", "--name", "nga", *where, given="mot-mat-khau\n").status
        == 0
    )
    session = served.request("POST", "/session", {"name": "nga", "password": "mot-mat-khau"}).body
    assert (session["department"], session["counters"]) == ("Phòng Tư pháp", [])
    assert "nga\tofficer\t-\tPhòng Tư pháp" in run("user", "list", "--data-dir", served.data_dir).out
    assert run("token", "create", "--role", "officer", "--name", "phong-tp", *where).status == 0
    wrong = ("--department", "Phòng", "--data-dir", served.data_dir)
    refused = run("token", "create", "--role", "officer", "--name", "x", *wrong)
    assert (refused.status, refused.err.strip()) == (2, "Danh mục không có phòng “Phòng”.")
    line = "thu\tofficer\t\tmat-khau-cua-thu\tPhòng Tư pháp\n"
    assert run("user", "import", "--data-dir", served.data_dir, given=line).status == 0
    assert "thu\tofficer\t-\tPhòng Tư pháp" in run("user", "list", "--data-dir", served.data_dir).out


def test_several_people_are_added_together_or_not_at_all(data: Path, run: Command) -> None:
    base = ("user", "import", "--data-dir", data)
    lines = "an\tofficer\t1,2\tmat-khau-cua-an\nbinh\tsupervisor\t\tmat-khau-cua-binh\n"
    assert run(*base, given=lines + "chi\tking\t\tmat-khau-cua-chi\n").status == 2
    assert run(*base, given=lines).status == 0
    assert run(*base, given=lines).status == 2


def test_people_are_added_from_what_excel_saves_and_a_doubtful_line_is_told(data: Path, run: Command) -> None:
    base = ("user", "import", "--data-dir", data)
    for name, coding in (("Đỗ Ánh", "utf-16"), ("Đỗ Bình", "utf-8-sig")):
        line = f"{name}\tofficer\t1\tmat-khau-rat-rieng\r\n"
        assert run(*base, given=line.encode(coding)).status == 0, coding
        assert f"{name}\tofficer\t1" in run("user", "list", "--data-dir", data).out.splitlines(), coding
    for wrong in ("chi\tofficer\t²\tmat-khau-cua-chi\n".encode(), b"chi\n\xc3\x28\xff\n", b"x" * 1_000_001):
        said = run(*base, given=wrong)
        assert (said.status, said.err.count("\n")) == (2, 1), wrong[:20]


@pytest.fixture
def shipped_again(served: Centre, run: Command) -> Iterator[None]:
    """Gives the server its own catalogue back after a test that gave it another one."""
    yield
    assert run("catalogue", "import", CONFIG / "procedures.csv", "--data-dir", served.data_dir).status == 0
    eventually(lambda: served.request("GET", "/procedures").body["total"] == 92)


def version(served: Centre) -> str:
    return str(served.request("GET", "/catalogue").body["version"])


def test_a_new_catalogue_is_picked_up_by_the_running_server(
    served: Centre, shipped_again: None, run: Command, tmp_path: Path
) -> None:
    before = version(served)
    file = tmp_path / "moi.csv"
    rows = ["name,field,code", "Cấp bản sao trích lục hộ tịch,ho-tich,2.000635", "Đăng ký thử,ho-tich,"]
    file.write_text("\n".join(rows) + "\n", "utf-8")
    assert run("catalogue", "import", file, "--data-dir", served.data_dir).status == 0
    eventually(lambda: version(served) != before)
    found = served.request("GET", "/procedures").body
    assert [(item["name"], item["field"]) for item in found["items"]] == [
        ("Cấp bản sao trích lục hộ tịch", "ho-tich"),
        ("Đăng ký thử", "ho-tich"),
    ]
    assert served.request("GET", "/procedures?q=trich%20luc").body["items"][0]["code"] == "2.000635"
    assert found["items"][1]["id"]
    # Another command leaves what was imported alone.
    run("token", "list", "--data-dir", served.data_dir)
    served.restart()
    assert len(served.request("GET", "/procedures").body["items"]) == 2


def test_every_bad_row_is_reported_and_then_nothing_is_changed(
    served: Centre, run: Command, tmp_path: Path
) -> None:
    before = version(served)
    file = tmp_path / "sai.csv"
    rows = ["name,field,time_limit", "Đúng,ho-tich,", ",ho-tich,", "Thiếu lĩnh vực,,", "Lạ,ho-tich,ba"]
    file.write_text("\n".join(rows) + "\n", "utf-8")
    said = run("catalogue", "import", file, "--data-dir", served.data_dir)
    assert said.status == 2
    assert [f"sai.csv:{line}" in said.err for line in (2, 3, 4, 5)] == [False, True, True, True]
    assert version(served) == before


def test_a_field_without_a_queue_is_added_for_looking_up(
    served: Centre, shipped_again: None, run: Command, tmp_path: Path
) -> None:
    file = tmp_path / "procedures.csv"
    file.write_text("name,field\nKê khai thuế,Thuế\n", "utf-8")
    said = run("catalogue", "import", file, "--data-dir", served.data_dir)
    assert said.status == 0, said
    eventually(lambda: served.request("GET", "/procedures").body["total"] == 1)
    (found,) = served.request("GET", "/procedures?q=ke%20khai%20thue").body["items"]
    assert found["queue"] is None
    assert found["field"] in [field["id"] for field in served.request("GET", "/fields").body]
    made = run("token", "create", "--role", "kiosk", "--name", "kiosk-1", "--data-dir", served.data_dir)
    token = made.out.strip().splitlines()[-1]
    answer = served.request("POST", "/tickets", {"procedures": [found["id"]]}, token=token)
    assert (answer.status, answer.body["code"]) == (409, "lookup_only")


def test_a_backup_of_a_running_server_comes_back_whole(
    served: Centre, run: Command, tmp_path: Path, new_served: Callable[[Path], Centre]
) -> None:
    made = run("token", "create", "--role", "supervisor", "--name", "boss", "--data-dir", served.data_dir)
    token = made.out.strip().splitlines()[-1]
    ticket = served.request("POST", "/tickets", {"queue": "ho-tich"}, token=token).body
    copy = tmp_path / "copy.tar.gz"
    assert run("backup", copy, "--data-dir", served.data_dir).status == 0
    served.request("POST", "/tickets", {"queue": "ho-tich"}, token=token)
    for refused in (served.data_dir, tmp_path):
        said = run("restore", copy, "--data-dir", refused)
        assert (said.status, said.out) == (2, "")
    fresh = tmp_path / "fresh"
    assert run("restore", copy, "--data-dir", fresh).status == 0
    restored = new_served(fresh)
    found = restored.request("GET", "/tickets", token=token).body
    assert (found[0]["id"], found[0]["number"]) == (ticket["id"], ticket["number"])
    events = restored.request("GET", "/events?limit=1000", token=token).body["events"]
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))


def test_a_backup_by_hand_is_enough_to_begin_again_and_can_leave_the_key_out(
    new_served: Callable[[Path], Centre], run: Command, tmp_path: Path
) -> None:
    lost = new_served(tmp_path / "lost")
    copies = []
    for name, options in (("without", ("--without-key",)), ("with", ())):
        copies.append(tmp_path / f"{name}.tar.gz")
        said = run("backup", copies[-1], *options, "--data-dir", lost.data_dir)
        assert (said.status, "khóa dữ liệu cá nhân" in said.out.lower()) == (0, True)
    lost.stop()
    shutil.rmtree(lost.data_dir)
    kept = []
    for copy in copies:
        fresh = tmp_path / copy.name.split(".")[0]
        assert run("restore", copy, "--data-dir", fresh).status == 0
        key = fresh / key_file.NAME
        kept.append((key.exists(), key.exists() and stat.S_IMODE(key.stat().st_mode)))
        assert run("token", "list", "--data-dir", fresh).status == (0 if key.exists() else 2)
    assert kept == [(False, False), (True, 0o600)]


@pytest.fixture
def new_served(free_port: Callable[[], int], tmp_path: Path) -> Iterator[Callable[[Path], Centre]]:
    """A function that serves an existing data directory."""
    started: list[Centre] = []

    def serve(data_dir: Path) -> Centre:
        centre = Centre(tmp_path / "other", free_port, copies=False)
        centre.data_dir = data_dir
        started.append(centre)
        centre.start("--no-worker")
        return centre

    yield serve
    for centre in started:
        centre.stop()


def test_what_is_no_backup_is_not_restored(run: Command, data: Path, tmp_path: Path) -> None:
    file = tmp_path / "x.tar.gz"
    file.write_bytes(b"nothing of the kind")
    assert run("restore", file, "--data-dir", data).status == 2
    assert not data.exists()
    assert run("backup", tmp_path / "y.tar.gz", "--data-dir", data).status == 2
    assert not (tmp_path / "y.tar.gz").exists()


def test_commands_use_the_configuration_and_database_that_are_served(
    run: Command, data: Path, tmp_path: Path
) -> None:
    """The contract's commands name the data directory only."""
    config = Path(shutil.copytree(CONFIG, tmp_path / "config"))
    centre = config / "centre.toml"
    centre.write_text(centre.read_text("utf-8").replace('id = "ha-long"', 'id = "cam-pha"'), "utf-8")
    elsewhere = f"sqlite:///{tmp_path / 'elsewhere.sqlite3'}"
    served = ("--config", config, "--database", elsewhere)
    assert run("token", "list", "--data-dir", data, *served).status == 0
    remember(data, config, elsewhere)
    assert stat.S_IMODE((data / "server.json").stat().st_mode) == 0o600
    run("token", "create", "--role", "kiosk", "--name", "kiosk-1", "--data-dir", data)
    assert "kiosk-1" in run("token", "list", "--data-dir", data).out
    assert not (data / "motcua.sqlite3").exists()
    remember(data, None, elsewhere)
    assert run("token", "list", "--data-dir", data).out == ""


def test_a_served_configuration_is_remembered(served: Centre, run: Command, tmp_path: Path) -> None:
    known: Any = (served.data_dir / "server.json").read_text("utf-8")
    assert known == '{"config": null, "key_file": null, "database": null}'
