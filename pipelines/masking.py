"""Personal data out of crawled text before it is stored: phones, identity numbers, mail addresses, account names."""

import re

MASKS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?<![0-9A-Za-z])\d{6}(?:19|20)\d{2}[01]\d[0-3]\d\d{3}[0-9Xx](?![0-9A-Za-z])"), "〔身份证号已隐去〕"),
    (re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)"), "〔电话已隐去〕"),
    (re.compile(r"(?<!\d)0\d{2,3}[- ]\d{7,8}(?!\d)"), "〔电话已隐去〕"),
    (re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}"), "〔邮箱已隐去〕"),
    (re.compile(r"(?i)(?:微信号?|VX|V信|QQ)[:： ]{0,2}[A-Za-z0-9_-]{5,20}"), "〔账号已隐去〕"),
)
"""Pattern → what stands in its place; every pattern is bounded, so hostile text costs linear time."""


def mask_personal(text: str) -> str:
    """`text` with personal data replaced; the rest stays as displayed."""
    for pattern, shown in MASKS:
        text = pattern.sub(shown, text)
    return text


def find_personal(text: str) -> list[tuple[int, int, str]]:
    """Start, end and stand-in of each piece of personal data, in order; of two that overlap, the first is told."""
    matches = sorted(
        (match.start(), match.end(), shown) for pattern, shown in MASKS for match in pattern.finditer(text)
    )
    found: list[tuple[int, int, str]] = []
    for start, end, shown in matches:
        if not found or start >= found[-1][1]:
            found.append((start, end, shown))
    return found
