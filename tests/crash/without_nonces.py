"""A server that forgets every nonce: the judge must find what it doubles."""

import sys

from queue_server.__main__ import main
from queue_server.storage import nonces

if __name__ == "__main__":
    nonces.find = lambda *_: None
    nonces.keep = lambda *_: None
    sys.exit(main())
