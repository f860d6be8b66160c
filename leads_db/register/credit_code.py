"""The unified social credit code of a business and its check character (GB 32100-2015)."""

CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CODE_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def is_credit_code(code: str) -> bool:
    """True for a unified social credit code with the right check character (GB 32100-2015)."""
    if len(code) != 18 or any(sign not in CODE_ALPHABET for sign in code):
        return False
    total = sum(CODE_ALPHABET.index(sign) * weight for sign, weight in zip(code, CODE_WEIGHTS, strict=False))
    return CODE_ALPHABET[-total % 31] == code[17]
