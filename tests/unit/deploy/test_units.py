"""The systemd units: they parse, they start programs with options that exist, and they may do no more than they need."""

import configparser
import json
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from shared.launch.command import COMMANDS
from tests.waiting import HANG_SECONDS

DEPLOY = Path(__file__).parents[3] / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
OURS = [unit for unit in UNITS if "browser" not in unit.name]
HARDENING = {
    "NoNewPrivileges": "yes",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "CapabilityBoundingSet": "",
    "RestrictSUIDSGID": "yes",
    "SystemCallFilter": "@system-service",
    "Restart": "always",
    "UMask": "0077",
}


def service(unit: Path) -> dict[str, str]:
    """The `[Service]` section; of a repeated key the last."""
    parser = configparser.RawConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(unit.read_text("utf-8"))
    assert parser["Unit"]["Description"].startswith("Một Cửa: ")
    assert parser["Unit"]["StartLimitIntervalSec"] == "0"
    return dict(parser["Service"])


def test_there_is_a_unit_for_every_program_of_a_building() -> None:
    assert sorted(unit.stem for unit in UNITS) == [
        "motcua-display",
        "motcua-kiosk",
        "motcua-kiosk-browser",
        "motcua-kiosk-watchdog",
        "motcua-server",
    ]


@pytest.mark.parametrize("unit", OURS, ids=lambda unit: unit.stem)
def test_a_unit_may_do_no_more_than_it_needs(unit: Path) -> None:
    section = service(unit)
    assert {key: section.get(key) for key in HARDENING} == HARDENING


@pytest.mark.parametrize("unit", OURS, ids=lambda unit: unit.stem)
def test_a_unit_starts_a_program_with_options_that_exist(unit: Path) -> None:
    program, command, *arguments = shlex.split(service(unit)["ExecStart"])
    assert program == "/opt/motcua/.venv/bin/motcua"
    assert command in COMMANDS
    done = subprocess.run(
        [sys.executable, "-P", "-m", "shared.launch.command", command, "--help"],
        capture_output=True,
        text=True,
        check=True,
        timeout=HANG_SECONDS,
    )
    missing = [option for option in arguments if option.startswith("--") and option not in done.stdout]
    assert missing == []


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_systemd_itself_finds_no_mistake(unit: Path, tmp_path: Path) -> None:
    """Where systemd is at hand; elsewhere the tests above have to do."""
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        return
    # The programs are not installed on a machine that runs tests: something that is takes their place.
    copy = tmp_path / unit.name
    text = unit.read_text("utf-8").replace("/opt/motcua/.venv/bin/motcua", "/bin/true")
    copy.write_text(text.replace("/usr/bin/cage", "/bin/true"), "utf-8")
    done = subprocess.run(
        [analyze, "verify", "--man=no", "--generators=no", str(copy)],
        capture_output=True,
        text=True,
        check=False,
        timeout=HANG_SECONDS,
    )
    mine = [line for line in done.stderr.splitlines() if unit.name in line and "getty@" not in line]
    assert mine == []


def test_the_watched_programs_are_those_that_give_signs_of_life() -> None:
    watched = {unit.stem: service(unit).get("WatchdogSec") for unit in UNITS}
    assert watched == {
        "motcua-display": "30",
        "motcua-kiosk": None,
        "motcua-kiosk-browser": None,
        "motcua-kiosk-watchdog": None,
        "motcua-server": "30",
    }


def test_the_browser_opens_the_agents_own_page_with_flags_alone() -> None:
    port = shlex.split(service(DEPLOY / "systemd" / "motcua-kiosk.service")["ExecStart"])
    address = f"http://127.0.0.1:{port[port.index('--port') + 1]}/"
    assert address in service(DEPLOY / "systemd" / "motcua-kiosk-browser.service")["ExecStart"]
    flags = [
        line
        for line in (DEPLOY / "kiosk-chromium.flags").read_text("utf-8").splitlines()
        if line and line[0] != "#"
    ]
    assert all(flag.startswith("--") for flag in flags)
    assert "--kiosk" in flags
    # Nothing but that page: by the browser's own names, and by the policy that a browser of Debian reads.
    assert "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1" in flags
    policy = json.loads((DEPLOY / "chromium-policy.json").read_text("utf-8"))
    assert (policy["URLBlocklist"], policy["URLAllowlist"]) == (["*"], [address.rstrip("/")])
    assert (policy["DeveloperToolsAvailability"], policy["AllowFileSelectionDialogs"]) == (2, False)


@pytest.mark.parametrize(
    "wanted",
    [
        "proxy_set_header Upgrade    $http_upgrade;",
        "proxy_set_header Connection $motcua_connection;",
        "proxy_set_header Host              $http_host;",
        "proxy_set_header X-Forwarded-Proto $scheme;",
        "proxy_set_header X-Forwarded-For   $remote_addr;",
    ],
)
def test_the_proxy_passes_sockets_and_the_real_address(wanted: str) -> None:
    assert wanted in (DEPLOY / "proxy" / "nginx.conf").read_text("utf-8")
