"""The wall page: a small local web application that any browser on the display's machine shows."""
