"""What visitors and staff go through at the page: what comes in, what becomes of it, what is asked for. Pure."""
