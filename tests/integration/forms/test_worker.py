"""The worker process: it answers, it is started again, it goes when the server goes, and it may only read."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import ClassVar

import psutil
import pytest
from pydantic import BaseModel
from sqlalchemy import insert
from sqlalchemy.exc import DBAPIError

from queue_server.forms.views.tasks import Form, FormMade
from queue_server.hall.rows.visits import open_read_only
from queue_server.hall.views.tasks import Estimates, Waits
from queue_server.http.worker.child import WorkerFailed
from queue_server.http.worker.client import Worker
from queue_server.http.worker.wire import OnlyFile, Task
from queue_server.ledger.tables import dossier_numbers
from queue_server.worker.tasks import Ping
from tests.integration.halls import CONFIG, Hall
from tests.waiting import HANG_SECONDS, eventually


class Dance(Task):
    """A task that no worker knows."""

    name: ClassVar[str] = "dance"


@pytest.fixture
def context(tmp_path: Path) -> dict[str, str]:
    return {
        "database": f"sqlite:///{tmp_path / 'motcua.sqlite3'}",
        "config_dir": str(CONFIG),
        "data_dir": str(tmp_path),
    }


@pytest.fixture
def worker(context: dict[str, str]) -> Iterator[Worker]:
    made = Worker(context)
    yield made
    made.close()


def test_it_starts_with_the_first_task_and_stays(worker: Worker) -> None:
    assert worker.pid is None
    assert worker.call(Ping(said="ệ"), Ping) == Ping(said="ệ")
    first = worker.pid
    worker.call(Ping(), Ping)
    assert worker.pid == first


def test_a_killed_worker_is_started_again(worker: Worker) -> None:
    worker.call(Ping(), Ping)
    assert worker.pid is not None
    first = psutil.Process(worker.pid)
    os.kill(worker.pid, signal.SIGKILL)
    assert worker.call(Ping(said="1"), Ping) == Ping(said="1")
    assert worker.pid != first.pid
    assert not first.is_running()


def test_a_failing_task_is_an_error_and_not_an_end(worker: Worker) -> None:
    with pytest.raises(WorkerFailed, match="KeyError"):
        worker.call(Dance(), OnlyFile)
    with pytest.raises(WorkerFailed, match="not_found"):
        worker.call(Form(pack="../..", form="receipt", values={}, kind="pdf"), FormMade)
    assert worker.call(Ping(), Ping) == Ping()


def test_a_task_that_overstays_is_cut_off(worker: Worker) -> None:
    worker.call(Ping(), Ping)
    assert worker.pid is not None
    stuck = psutil.Process(worker.pid)
    stuck.suspend()
    with pytest.raises(WorkerFailed, match="took too long"):
        worker.call(Ping(), Ping, timeout=0.2)
    assert not stuck.is_running()
    assert worker.call(Ping(said="2"), Ping) == Ping(said="2")


def test_tasks_of_many_threads_are_answered_each_to_its_own(worker: Worker) -> None:
    answers: dict[int, object] = {}

    def ask(n: int) -> None:
        answers[n] = worker.call(Ping(said=str(n)), Ping)

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {n: Ping(said=str(n)) for n in range(12)}


RECEIPT = Form(pack="2025", form="receipt", kind="pdf", values={})


def test_a_receipt_is_not_held_up_by_reports(worker: Worker) -> None:
    """The child that makes the report stands still, so that the order is seen and not the seconds."""
    done: list[str] = []

    def ask(what: str, task: Task, kind: type[BaseModel]) -> threading.Thread:
        def work() -> None:
            # A form without values and estimates without a database fail; that is an answer, too.
            with suppress(WorkerFailed):
                worker.call(task, kind)
            done.append(what)

        thread = threading.Thread(target=work)
        thread.start()
        return thread

    def waiting(count: int) -> None:
        eventually(lambda: worker.waiting == count)

    worker.call(Ping(), Ping)
    assert worker.pid is not None
    busy = psutil.Process(worker.pid)
    busy.suspend()
    reports = [ask("report 1", Ping(), Ping)]
    eventually(lambda: worker.under_way)
    for number in (2, 3):
        reports.append(ask(f"report {number}", Ping(), Ping))
        waiting(number - 1)
    reports.append(ask("estimates", Estimates(now=0), Waits))
    waiting(3)
    receipts = [ask(f"receipt {number}", RECEIPT, FormMade) for number in (1, 2, 3)]
    for thread in receipts:
        thread.join()
    assert sorted(done) == ["receipt 1", "receipt 2", "receipt 3"]
    busy.resume()
    for thread in reports:
        thread.join()
    assert sorted(done[3:]) == ["estimates", "report 1", "report 2", "report 3"]


def test_the_second_child_comes_for_a_receipt_beside_a_report_and_goes_when_nobody_needs_it(
    context: dict[str, str],
) -> None:
    worker = Worker(context, spare_seconds=0.1)
    try:
        worker.call(Ping(), Ping)
        with pytest.raises(WorkerFailed):
            worker.call(RECEIPT, FormMade)
        # While nothing else is made, everything goes to the child that stays.
        assert (worker.pid is not None, worker.spare_pid) == (True, None)
        busy = psutil.Process(worker.pid)
        busy.suspend()
        report = threading.Thread(target=worker.call, args=(Ping(), Ping))
        report.start()
        eventually(lambda: worker.under_way)
        with pytest.raises(WorkerFailed):
            worker.call(RECEIPT, FormMade)
        assert worker.spare_pid is not None
        spare = psutil.Process(worker.spare_pid)
        busy.resume()
        report.join()
        eventually(lambda: not spare.is_running() or spare.status() == psutil.STATUS_ZOMBIE)
        worker.call(Ping(), Ping)
        assert not spare.is_running()
        assert worker.spare_pid is None
    finally:
        worker.close()


def test_it_goes_when_it_is_closed_and_takes_no_further_task(worker: Worker) -> None:
    worker.call(Ping(), Ping)
    assert worker.pid is not None
    child = psutil.Process(worker.pid)
    worker.close()
    assert not child.is_running()
    with pytest.raises(WorkerFailed, match="closed"):
        worker.call(Ping(), Ping)


SERVER = """
    import sys
    {patch}
    from queue_server.forms.views.tasks import Form, FormMade
    from queue_server.http.worker.client import Worker
    from queue_server.worker.tasks import Ping

    worker = Worker({context})
    {work}
"""


def run_server(context: dict[str, str], work: str, patch: str = "") -> "subprocess.Popen[str]":
    code = textwrap.dedent(SERVER).format(context=context, work=textwrap.dedent(work).strip(), patch=patch)
    return subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)


def test_it_goes_when_the_server_was_killed(context: dict[str, str]) -> None:
    work = """
worker.call(Ping(), Ping)
print(worker.pid, flush=True)
import time; time.sleep(60)
"""
    with run_server(context, work) as server:
        assert server.stdout is not None
        child = psutil.Process(int(server.stdout.readline()))
        server.kill()
        server.wait()
        child.wait(timeout=HANG_SECONDS)


def test_under_eventlet_others_go_on_while_a_form_is_made(context: dict[str, str]) -> None:
    work = """
import os, signal, eventlet
worker.call(Ping(), Ping)
answers, rounds = [], 0

def ask():
    try:
        worker.call(Form(pack="2025", form="receipt", kind="pdf", values={"code": "X"}), FormMade)
    except Exception as failed:
        answers.append(type(failed).__name__)

os.kill(worker.pid, signal.SIGSTOP)
asking = eventlet.spawn(ask)
for _ in range(50):
    eventlet.sleep(0.002)
    rounds += not answers
os.kill(worker.pid, signal.SIGCONT)
asking.wait()
print(*answers, rounds)
worker.close()
"""
    # The worker stands still for as long as the others need for fifty rounds; the form fails for want of values.
    with run_server(context, work, "import eventlet; eventlet.monkey_patch()") as server:
        output, _ = server.communicate(timeout=HANG_SECONDS)
    assert output.split() == ["WorkerFailed", "50"]


def test_its_connections_refuse_to_write(either_hall: Hall) -> None:
    engine = open_read_only(either_hall.application.parts.settings.database)
    with engine.connect() as connection, pytest.raises(DBAPIError):
        connection.execute(insert(dossier_numbers).values(centre="x", day="2026-06-10", last=1))
    engine.dispose()


def test_waits_are_estimated_from_the_days_services(either_hall: Hall) -> None:
    hall = either_hall
    worker = hall.application.parts.worker
    assert worker is not None

    def estimates() -> dict[str, list[tuple[int, int]]]:
        return worker.call(Estimates(now=round(hall.clock.now.timestamp() * 1000)), Waits).root

    assert estimates() == {}
    for _ in range(3):
        ticket = hall.serve(queue="ho-tich")
        hall.clock.wait(minutes=10)
        hall.finish(ticket, outcome="advised")
    hall.serve(queue="ho-tich")
    hall.clock.wait(minutes=4)
    for _ in range(2):
        hall.take(queue="ho-tich")
    # The ticket at the counter has six minutes to go; then ten for each.
    assert estimates() == {"ho-tich": [(6, 6), (16, 16), (26, 26)]}
    assert (
        hall.post(
            "/counters/1/pause", {"reason": "Nghỉ trưa", "ticket": "hold"}, role="supervisor"
        ).status_code
        == 200
    )
    # A paused counter comes back after a usual pause; a closed one does not.
    assert estimates() == {"ho-tich": [(15, 30), (25, 40), (35, 50)]}
    assert hall.post("/counters/1/close", role="supervisor").status_code == 200
    assert estimates() == {}


def test_the_server_itself_never_loads_what_stalls_it() -> None:
    heavy = {"typst", "matplotlib", "openpyxl", "PIL", "zxingcpp"}
    code = f"import sys; import queue_server.app; print(*{heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_nothing_of_a_worker_is_left_behind(context: dict[str, str]) -> None:
    worker = Worker(context)
    worker.call(Ping(), Ping)
    assert worker.pid is not None
    child = psutil.Process(worker.pid)
    assert child in psutil.Process().children()
    worker.close()
    assert (worker.pid, child.is_running()) == (None, False)
