"""A PIN, its hash and the check: scrypt (RFC 7914), with the parameters and the salt written into the hash.

A PIN is short: whoever has the hash can try all of them, slowly. So a file of hashes is a secret, too.
"""

import hashlib
import hmac
import secrets
from itertools import pairwise

N, R, P = 16384, 8, 1
SALT_BYTES = 16
KEY_BYTES = 32
SHORTEST, LONGEST = 4, 8
EXPECTED = f"{SHORTEST} to {LONGEST} digits"


def is_pin(text: str) -> bool:
    """Whether `text` is a PIN: 4 to 8 digits."""
    return SHORTEST <= len(text) <= LONGEST and text.isascii() and text.isdecimal()


def is_easy(pin: str) -> bool:
    """Whether a thief would try it first: one digit all along, or digits that count up or down."""
    steps = {int(after) - int(before) for before, after in pairwise(pin)}
    return len(steps) == 1 and steps <= {-1, 0, 1}


def hash_pin(pin: str) -> str:
    """The hash for people.toml: `scrypt$n$r$p$salt$hash`. Raises ValueError where `pin` is none; it is not repeated."""
    if not is_pin(pin):
        raise ValueError(f"expected {EXPECTED}, found something else")
    salt = secrets.token_bytes(SALT_BYTES)
    return f"scrypt${N}${R}${P}${salt.hex()}${_derive(pin, salt, N, R, P).hex()}"


def verify_pin(pin: str, hashed: str) -> bool:
    """Whether `pin` is the one of this hash, which must have the form of `hash_pin`. Slow on purpose."""
    _, n, r, p, salt, key = hashed.split("$")
    derived = _derive(pin, bytes.fromhex(salt), int(n), int(r), int(p))
    return is_pin(pin) and hmac.compare_digest(derived, bytes.fromhex(key))


def _derive(pin: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    # What RFC 7914 needs; from n = 32768 on it is above the default of OpenSSL.
    most_bytes = 128 * r * (n + p + 2)
    return hashlib.scrypt(pin.encode(), salt=salt, n=n, r=r, p=p, maxmem=most_bytes, dklen=KEY_BYTES)
