"""What is printed for visitors: ticket and slip as lines, for the kiosk that prints and the server that shows them."""

from queue_server.paper.dressing import dress
from queue_server.paper.page import Dress, local_time
from queue_server.paper.slip import lay_out_slip
from queue_server.paper.ticket import lay_out
from queue_server.paper.words import load_paper_words

__all__ = ["Dress", "dress", "lay_out", "lay_out_slip", "load_paper_words", "local_time"]
