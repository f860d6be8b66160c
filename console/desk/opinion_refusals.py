"""Why the store did not take a decision about opinions, in the reader's language."""

from console.desk.language import translated as _
from leads_db.errors import DecisionRefused

KNOWN = ("误报须写明理由", "静默期最长 30 天，须写明理由", "须写明理由", "须先写明平台")
"""As the store says it."""


def refusal(fault: DecisionRefused) -> str:
    """One sentence; what the store does not name is somebody else's decision that came first."""
    said = str(fault)
    why = next((text for text in KNOWN if said.startswith(text)), "别人已先办理，或现在不能这样办，请核对现状")
    return _("没有办理：{why}。", why=_(why))
