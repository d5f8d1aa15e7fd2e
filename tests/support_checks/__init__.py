"""The tests' own supports can be wrong: these check them."""
