"""How a process of the kiosk's room ends when a part of it fails in a way that nobody foresaw."""


class WorkerFailedError(Exception):
    """A worker ended with an error that nobody foresaw: a defect; the process stops and is started anew."""

    code = "worker_failed"
