"""The promises of this system, measured on the machine at hand: ``make bench``."""
