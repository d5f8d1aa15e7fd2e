"""What stands on paper: its lines as plain values, their bytes for a printer, and the picture of those bytes.

No device is touched here: the server shows with it what a kiosk would print.
"""

from hardware.paper.document import Align, Cut, Document, Feed, Line, Picture, Qr, Rule, Space, Text
from hardware.paper.profile import PROFILES, Profile

__all__ = [
    "PROFILES",
    "Align",
    "Cut",
    "Document",
    "Feed",
    "Line",
    "Picture",
    "Profile",
    "Qr",
    "Rule",
    "Space",
    "Text",
]
