"""`gi-leads explain`: the reasons of a lead number or a listing key."""

from console.lead_sheet import print_lead
from console.reasons import reasons_of
from console.screen import print_lines, print_sheet
from console.session import Session
from leads_db.errors import NotFound
from leads_db.store.assessments import read_assessments
from leads_db.store.engine import reading
from leads_db.store.listings import read_listing


def print_reasons(session: Session, name: str) -> None:
    """A lead with its listings, or one listing with all its assessments. Raises NotFound."""
    if name.startswith("GI-"):
        print_lead(session, name)
        return
    with reading(session.engine) as connection:
        listing = read_listing(connection, name)
        if listing is None:
            raise NotFound(f"listing {name}; give a lead number (GI-…) or the key that `gi-leads leads show` prints")
        judged = read_assessments(connection, name)
    if not judged:
        print_lines(f"商品 {name}：没有出现登记的地理标志名称，没有研判。")
    for one in judged:
        print_sheet(reasons_of(session.settings, listing, one))
