"""The rules of order are written three times, in Python and for new and old browsers: random wires, the same outcome."""

import json
import subprocess
from pathlib import Path
from random import Random
from typing import Any

from shared.link.sequence import Sequence
from tests.journeys.browser import node

ROOT = Path(__file__).resolve().parents[3]
NEW = """
import { Sequence } from "/assets/sequence.js";
const played = (wires) => wires.map((steps) => {
  const sequence = new Sequence();
  return steps.map(([kind, seq, now]) => {
    if (kind === "forget") return sequence.forget(), null;
    if (kind === "fact") return sequence.receive(seq, { seq }, now).map((fact) => fact.seq);
    if (kind === "beat") return sequence.heartbeat(seq, now);
    if (kind === "ask") return sequence.resume(now);
    return sequence.snapshot(seq) ? sequence.release(now).map((fact) => fact.seq) : false;
  }).concat([sequence.ready ? sequence.last : null]);
});
"""
OLD = """
import { plain } from "./tests/unit/plain.js";
const MotCua = plain("shared/static/plain/plain.js", "shared/static/plain/plain_link.js");
const played = (wires) => wires.map((steps) => {
  const sequence = MotCua.sequence();
  return steps.map(([kind, seq, now]) => {
    if (kind === "forget") return sequence.forget(), null;
    if (kind === "fact") return sequence.receive({ seq }, now).map((fact) => fact.seq);
    if (kind === "beat") return sequence.heartbeat(seq, now) !== null;
    if (kind === "ask") return sequence.resume(now);
    const freed = sequence.snapshot(seq, now);
    return freed === null ? false : freed.map((fact) => fact.seq);
  }).concat([sequence.ready ? sequence.last : null]);
});
"""
PLAY = """
import { readFileSync } from "node:fs";
console.log(JSON.stringify(played(JSON.parse(readFileSync(0, "utf8")))));
"""


def of_browsers(script: str, wires: list[list[tuple[str, int, int]]]) -> list[list[Any]]:
    """What a browser's rules make of the wires."""
    command = [node(), "--import", "./tests/unit/urls.js", "--input-type=module", "--eval", script + PLAY]
    done = subprocess.run(
        command, input=json.dumps(wires), cwd=ROOT, capture_output=True, text=True, check=True
    )
    found: list[list[Any]] = json.loads(done.stdout)
    return found


def wire(seed: int) -> list[tuple[str, int, int]]:
    """Steps as `(kind, number, milliseconds)`: lost, doubled, swapped and late messages of a diary that may be put back."""
    chance, steps, now, seq = Random(seed), [], 0, 5
    for _ in range(80):
        # No sum of these is one of the waits to the millisecond, where seconds and milliseconds round differently.
        now += chance.choice((7, 49, 147, 399, 2002))
        kind = chance.choice(("fact",) * 6 + ("beat", "beat", "ask", "ask", "snapshot", "forget", "back"))
        if kind == "fact":
            seq += 1
            for _ in range(chance.randint(0, 2)):
                steps.append((kind, max(1, seq - chance.choice((0, 0, 0, 1, 2, 5))), now))
        elif kind == "back":
            seq = max(1, seq - chance.randint(1, 9))
        else:
            steps.append((kind, seq - chance.choice((0, 0, 1)) if kind == "beat" else seq, now))
    return steps


def outcome(steps: list[tuple[str, int, int]]) -> list[Any]:
    """What the Python rules make of it."""
    sequence = Sequence()
    found: list[Any] = []
    for kind, seq, now in steps:
        seconds = now / 1000
        if kind == "forget":
            sequence.forget()
            found.append(None)
        elif kind == "fact":
            found.append([fact["seq"] for fact in sequence.receive(seq, {"seq": seq}, seconds)])
        elif kind == "beat":
            found.append(sequence.heartbeat(seq, seconds))
        elif kind == "ask":
            found.append(sequence.resume(seconds))
        elif sequence.snapshot(seq):
            found.append([fact["seq"] for fact in sequence.release(seconds)])
        else:
            found.append(False)
    return [*found, sequence.last if sequence.ready else None]


def test_every_link_makes_the_same_of_a_bad_wire() -> None:
    wires = [wire(seed) for seed in range(300)]
    expected = [outcome(steps) for steps in wires]
    # The cases say something: facts were applied, gaps asked for, and diaries found to be put back.
    flat = [step for found in expected for step in found[:-1]]
    assert all(any(one == kind for one in flat) for kind in (True, False, [])), "the wires are too good"
    assert any(isinstance(one, list) and len(one) > 1 for one in flat)
    assert any(type(one) is int for one in flat)
    for script in (NEW, OLD):
        for seed, (one, other) in enumerate(zip(of_browsers(script, wires), expected, strict=True)):
            assert one == other, f"seed {seed}"
