"""Pure rules of the office: no I/O, no clock, no randomness."""
