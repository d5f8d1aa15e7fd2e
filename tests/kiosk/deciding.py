"""Who may decide at a kiosk in the tests, with which PIN."""

from functools import cache

from argon2 import PasswordHasher

from queue_server.protocol.reserve import Decider

PIN, WRONG = "483920", "111112"
GUARD, DOCTOR = 3, 5


@cache
def deciders() -> tuple[Decider, ...]:
    """A guard and a doctor; hashed cheaply, as the verifier does not mind."""
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    return (
        Decider(account_id=GUARD, name="Budi", pin_hash=hasher.hash(PIN)),
        Decider(account_id=DOCTOR, name="Sri", pin_hash=hasher.hash("739154")),
    )
