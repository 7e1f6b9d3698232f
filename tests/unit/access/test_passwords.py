"""Passwords are hashed with Argon2 and generated ones can be read aloud."""

import re

from queue_server.access import passwords
from queue_server.access.identity import hash_secret, new_secret


def test_a_hash_is_argon2id_and_knows_its_password_only() -> None:
    stored = passwords.hash_password("mật khẩu thử")
    assert stored.startswith("$argon2id$")
    assert (passwords.verify(stored, "mật khẩu thử"), passwords.verify(stored, "mat khau thu")) == (
        True,
        False,
    )


def test_a_stored_value_that_is_no_hash_matches_nothing() -> None:
    assert passwords.verify("plain-text", "plain-text") is False


def test_generated_passwords_differ_and_have_no_letters_that_look_alike() -> None:
    made = {passwords.generate() for _ in range(50)}
    assert len(made) == 50
    assert all(re.fullmatch(r"[a-km-np-z2-9]{5}(-[a-km-np-z2-9]{5}){2}", text) for text in made)


def test_a_token_has_at_least_128_bits_and_is_stored_as_sha_256() -> None:
    secret = new_secret()
    assert len(secret) >= 32
    assert re.fullmatch(r"[0-9a-f]{64}", hash_secret(secret))


def test_the_decoy_costs_what_a_real_hash_costs_and_fits_no_password() -> None:
    real = passwords.hash_password("a password")
    assert passwords.DECOY.split("$")[:4] == real.split("$")[:4]
    assert [len(part) for part in passwords.DECOY.split("$")] == [len(part) for part in real.split("$")]
    assert not passwords.verify(passwords.DECOY, "no such person")
