"""What calls may hold: texts, days, codes, each as narrow as the store reads it, so that the description is true."""

from typing import Annotated

from fastapi import Header, Path
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from leads_db.move_facts import LONGEST

READABLE = "[!-~\u4e00-\u9fff]"
"""At least one sign that can be read, in the same words for every reader of patterns."""


def whole(value: object) -> object:
    """A whole number of JSON, 3 or 3.0; never a text or a yes. Raises ValueError."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError("no whole number")
    return value


Text = Annotated[str, Field(max_length=LONGEST, pattern=READABLE)]
"""Something that can be read."""
Line = Annotated[str, Field(min_length=1, max_length=400, pattern=READABLE)]
DAY = (
    r"20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|20[0-9]{2}-(0[13-9]|1[0-2])-(29|30)"
    r"|20[0-9]{2}-(0[13578]|1[02])-31|20([02468][048]|[13579][26])-02-29"
)
CLOCK = r"([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](Z|[+-](0[0-9]|1[0-3]):[0-5][0-9])"
Day = Annotated[str, Field(pattern=rf"^({DAY})$")]
"""2026-11-26, a day that there is."""
Moment = Annotated[str, Field(pattern=rf"^({DAY})T{CLOCK}$")]
Yuan = Annotated[str, Field(pattern=r"^[0-9]{1,11}(\.[0-9]{1,2})?$")]
Code = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9:_-]{0,59}$")]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,60}$")]
Yes = Annotated[bool, Field(strict=True)]
Version = Annotated[int, Field(ge=1, le=1_000_000), BeforeValidator(whole)]
Number = Annotated[str, Path(pattern=r"^GI-[a-z]{1,20}-[0-9]{8}-[0-9]{1,8}$", description="线索编号")]
Uid = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{22}$", description="派发编号")]
KeyOf = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        pattern=r"^[A-Za-z0-9._:-]{8,100}$",
        description="调用方为每个请求取的键；重发时用同一键",
    ),
]


class Form(BaseModel):
    """A body; what it does not name is refused."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)
