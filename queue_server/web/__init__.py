"""Pages, API and streams: what a browser or a device can ask the server for."""
