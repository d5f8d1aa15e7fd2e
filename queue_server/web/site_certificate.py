"""The certificate that devices pin: shown to everybody, believed by who holds its mark."""

from flask import Blueprint, Response

from queue_server.certificates.reading import read
from queue_server.certificates.site import shown_authority
from queue_server.domain.errors import NotFoundError
from queue_server.protocol.pairing import site_mark
from queue_server.web.access import OPEN, allow
from queue_server.web.context import services

site_certificate = Blueprint("site_certificate", __name__)


@site_certificate.get("/site-ca.pem")
@allow(OPEN)
def site_ca() -> Response:
    """Show the site's authority, for a device that is being paired.

    Raises:
        NotFoundError: the server shows no certificate of a site's own.
    """
    pem = shown_authority(services().settings.certificate_file)
    if pem is None:
        raise NotFoundError
    return Response(pem, mimetype="application/x-pem-file")


def shown_mark() -> str:
    """Return by what devices know the site's authority; empty where the server shows no certificate of its own."""
    return mark_beside(services().settings.certificate_file)


def mark_beside(certificate_file: str) -> str:
    """Return the mark of the authority that lies beside a certificate; empty without one that can be read."""
    pem = shown_authority(certificate_file)
    try:
        return site_mark(read(pem).digest) if pem else ""
    except ValueError:
        return ""
