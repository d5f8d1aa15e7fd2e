"""The guards' post's way to the server."""

from kiosk.server_client import ServerClient
from queue_server.protocol.screening import CaseCounts, TakeReport


class StationClient(ServerClient):
    """Typed calls of the guards' post; raises as every other call does."""

    def case_counts(self) -> CaseCounts:
        """Ask how many visitors are held."""
        return self._call("GET", "/api/v1/screening/cases", CaseCounts)

    def take_oldest(self, report: TakeReport) -> CaseCounts:
        """Tell that somebody is on the way."""
        return self._call("POST", "/api/v1/screening/take", CaseCounts, report)
