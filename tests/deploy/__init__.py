"""The installer, the units and the scripts beside them."""
