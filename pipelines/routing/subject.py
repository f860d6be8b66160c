"""What is known of a lead's seller when somebody asks where the lead should go."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Facts of one lead; what is not known is empty, never guessed."""

    platform: str
    indication: str
    city: str
    """City whose queue the lead stands in."""
    shop_name: str = ""
    operator_name: str = ""
    operator_address: str = ""
    address_where: str = ""
    """Where the address stood, in Chinese; empty: on the listing itself."""
    address_sure: float = 1.0
    verified_address: str = ""
    """Actual place of business as a bureau found it; comes before everything."""
    shop_location: str = ""
    ships_from: str = ""
    """Never decides; points to a distribution hub at most."""
    icp_number: str = ""
    title: str = ""
    url: str = ""
    is_live: bool = False
    """Sold in a live-stream room."""
    returns: int = 0
    """How often bureaus sent the lead back."""
