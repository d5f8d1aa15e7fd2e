"""What the tests stand on: real servers, a real browser, a decoder of printed bytes, and a clock of their own."""
