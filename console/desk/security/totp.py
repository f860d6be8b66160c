"""One-time codes (RFC 6238) by an app on the officer's telephone; needs no network. The picture is made here."""

import secrets
from datetime import datetime

import pyotp
import segno
from markupsafe import Markup

from console.passwords import ALPHABET

STEP_S = 30
DRIFT = 1
"""Steps that the telephone's clock may be early or late."""
ISSUER = "地理标志线索台"
RECOVERY_CODES = 8


def new_secret() -> str:
    """A new seed, 160 bits."""
    return pyotp.random_base32()


def fitting_step(secret: str, code: str, at: datetime) -> int | None:
    """The step of the clock whose code this is; None when it fits none."""
    digits = "".join(character for character in code if character in "0123456789")
    now = int(at.timestamp()) // STEP_S
    totp = pyotp.TOTP(secret)
    steps = [
        step for step in range(now - DRIFT, now + DRIFT + 1) if secrets.compare_digest(totp.at(step * STEP_S), digits)
    ]
    return steps[0] if steps else None


def qr_picture(secret: str, name: str) -> Markup:
    """The seed as an SVG that a telephone reads."""
    address = pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)
    picture = segno.make(address, error="m").svg_inline(scale=4, border=3, omitsize=False)
    return Markup(picture)


def new_recovery_codes() -> tuple[str, ...]:
    """Codes for the day on which the telephone is not there."""
    return tuple(
        "-".join("".join(secrets.choice(ALPHABET) for _ in range(5)) for _ in range(2)) for _ in range(RECOVERY_CODES)
    )
