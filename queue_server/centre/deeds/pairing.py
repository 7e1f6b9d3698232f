"""Pairing a browser board or a rating tablet: it shows six digits, a supervisor approves them, it gets its token.

Nothing secret is stored: the screen's secret as a hash, and the token is made only when it is fetched, once.
"""

import secrets

from queue_server.access import rows as access_rows
from queue_server.access.identity import hash_secret, new_secret
from queue_server.centre.deeds import people
from queue_server.centre.rows import pairing as rows
from queue_server.centre.rules import lookup as centre_lookup
from queue_server.ledger import local_time
from queue_server.ledger.context import Context
from queue_server.ledger.errors import RuleBroken
from queue_server.ledger.unit_of_work import UnitOfWork
from shared.text.alphabet import comparable
from shared.wire.access import ApprovedPairing, NewPairing, PairedToken, PairingState, WaitingPairing
from shared.wire.facts.administration import PairingApproved
from shared.wire.vocabulary import Role

LIFETIME_MS = 10 * 60_000
"""A code that nobody approves is forgotten after ten minutes; its screen asks for another."""
OPEN_AT_MOST = 5
"""Codes that one address may have open at a time."""
OPEN_IN_ALL = 50
"""Codes of all addresses together: a supervisor has to find the right one among them."""
_TRIES = 50


def begin(deed: UnitOfWork, address: str, counter: int | None = None) -> NewPairing:
    """A new code and the secret that fetches its token; `counter` is where a rating tablet stands.

    429 when the address has too many codes open, 404 for a counter that there is not.
    """
    if counter is not None:
        centre_lookup.counter(deed.centre, counter)
    rows.forget_expired(deed.connection, deed.ms)
    open_here, in_all = rows.open_codes(deed.connection, deed.centre_id, address)
    if open_here >= OPEN_AT_MOST or in_all >= OPEN_IN_ALL:
        raise RuleBroken("too_many_requests", 429, retry_after=60, seconds=60)
    code = _fresh_code(deed)
    secret = new_secret()
    expires_at = deed.ms + LIFETIME_MS
    rows.add(
        deed.connection,
        deed.centre_id,
        code,
        secret_hash=hash_secret(secret),
        created_at=deed.ms,
        expires_at=expires_at,
        ip=address,
        counter=counter,
    )
    return NewPairing(code=code, secret=secret, expires_at=local_time.iso(deed, expires_at))


def _fresh_code(deed: UnitOfWork) -> str:
    for _ in range(_TRIES):
        code = f"{secrets.randbelow(1_000_000):06d}"
        if not rows.code_exists(deed.connection, code):
            return code
    raise RuleBroken("unavailable", 503, retry_after=60)


def state(context: Context, secret: str) -> PairingState | None:
    """`waiting`, `approved` (fetch the token now), `given` or `expired`; None for an unknown secret."""
    pairing = rows.of_secret(context.connection, context.centre_id, hash_secret(secret))
    if pairing is None:
        return None
    return PairingState(state=pairing.state(context.ms), name=pairing.name)


def waiting(context: Context) -> list[WaitingPairing]:
    """The codes that wait for a supervisor, oldest first."""
    found = rows.waiting(context.connection, context.centre_id, context.ms)
    return [
        WaitingPairing(
            code=pairing.code,
            created_at=local_time.iso(context, pairing.created_at),
            expires_at=local_time.iso(context, pairing.expires_at),
            address=pairing.address,
            counter=pairing.counter,
        )
        for pairing in found
    ]


def approve(deed: UnitOfWork, code: str, name: str) -> ApprovedPairing:
    """A supervisor saw these digits on the screen and names it; a tablet's counter is approved with them.

    404 for unknown digits, 409 `name_taken`.
    """
    pairing = rows.of_code(deed.connection, deed.centre_id, code)
    if pairing is None or pairing.state(deed.ms) != "waiting":
        raise RuleBroken("not_found", 404)
    name = people.written(name)
    people.check_no_twin(deed, name)
    held = access_rows.names_of_tokens(deed.connection, deed.centre_id)
    for known in [*held, *rows.promised_names(deed.connection, deed.centre_id)]:
        if comparable(known) == comparable(name):
            raise RuleBroken("name_taken", name=known)
    rows.approve(deed.connection, code, name, deed.actor.name)
    deed.record(PairingApproved(name=name, counter=pairing.counter, by=deed.actor.name))
    return ApprovedPairing(code=code, name=name, counter=pairing.counter, state="approved")


def fetch_token(deed: UnitOfWork, secret: str) -> PairedToken:
    """The approved screen's token, the one time it can be read; a rating tablet's is valid for its counter only.

    404 before the approval and afterwards.
    """
    pairing = rows.of_secret(deed.connection, deed.centre_id, hash_secret(secret))
    if pairing is None:
        raise RuleBroken("not_found", 404)
    found = pairing.state(deed.ms)
    if found != "approved" or pairing.name is None:
        raise RuleBroken("not_found", 404, extra={"state": found})
    rows.close(deed.connection, pairing.code)
    counters = () if pairing.counter is None else (pairing.counter,)
    token = people.create_token(deed, Role.DISPLAY, pairing.name, counters)
    return PairedToken(token=token, name=pairing.name)
