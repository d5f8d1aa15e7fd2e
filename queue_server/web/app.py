"""The Flask application, built once from its services; modules hold no state."""

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_wtf import CSRFProtect

from queue_server.web import (
    access,
    auth,
    book,
    errors,
    files,
    follow,
    headers,
    language,
    look,
    measures,
    monitor,
    phones,
    rates,
    staff,
    stream,
    visitor,
)
from queue_server.web.api import v1
from queue_server.web.context import EXTENSION, Services
from queue_server.web.health import health
from queue_server.web.metrics import metrics
from queue_server.web.site_certificate import site_certificate
from queue_server.web.staff import admin_imports
from queue_server.web.staff.nonce import new_nonce
from queue_server.web.staff.server_notes import server_notes

ROUTES = "antre_routes"


class _Sessions(SecureCookieSessionInterface):
    """Flask's sessions; a device, which has no cookie, does not wait for a signer to be made."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        if self.get_cookie_name(app) not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)


def create_app(services: Services) -> Flask:
    """Build the application.

    Raises:
        RouteWithoutRoleError: a route does not declare who may use it.
    """
    app = Flask("queue_server.web", static_folder=None)
    app.session_interface = _Sessions()
    app.extensions[EXTENSION] = services
    app.config.from_mapping(_flask_settings(services))
    measures.install(app)
    errors.install(app)
    headers.install(app)
    rates.install(app, services)
    auth.install(app, services)
    admin_imports.install(app)
    book.install(app)
    csrf = CSRFProtect(app)
    language.install(app, services.catalogue.languages)
    files.install(app)
    stream.install(app, services)
    follow.install(app, services)
    monitor.install(app)
    phones.install(app)
    csrf.exempt(v1.install(app))
    csrf.exempt(phones.phones)
    pages = (*staff.BLUEPRINTS, *book.BLUEPRINTS, visitor.visitor, phones.phones)
    for blueprint in (health, site_certificate, metrics, look.looks, *pages):
        app.register_blueprint(blueprint)
    app.jinja_env.globals.update(
        signed_in=auth.signed_in,
        has_role=auth.has_role,
        new_nonce=new_nonce,
        look_here=look.look_here,
        server_notes=server_notes,
    )
    app.extensions[ROUTES] = routes = access.route_table(app)
    app.extensions[measures.EXTENSION] = measures.Measures(app, services, routes)
    return app


def _flask_settings(services: Services) -> dict[str, object]:
    return {
        "SECRET_KEY": services.secret_key,
        "MAX_CONTENT_LENGTH": services.settings.max_body_bytes,
        "SESSION_COOKIE_NAME": "antre_session",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": services.settings.secure_cookies or services.settings.tls,
        "WTF_CSRF_TIME_LIMIT": None,  # a form's token lives as long as the session that it belongs to
    }
