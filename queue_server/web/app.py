"""The Flask application, built once from its services; modules hold no state."""

from flask import Flask
from flask_babel import Babel
from flask_wtf import CSRFProtect

from queue_server.web import access, auth, staff
from queue_server.web.context import EXTENSION, Services


def create_app(services: Services) -> Flask:
    """Build the application.

    Raises:
        RouteWithoutRoleError: a route does not declare who may use it.
    """
    app = Flask("queue_server.web")
    app.extensions[EXTENSION] = services
    app.config.from_mapping(SECRET_KEY=services.secret_key, MAX_CONTENT_LENGTH=services.settings.max_body_bytes)
    CSRFProtect(app)
    Babel(app)
    app.view_functions["static"] = access.allow(access.OPEN)(app.view_functions["static"])
    for blueprint in staff.BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.jinja_env.globals.update(signed_in=auth.signed_in, has_role=auth.has_role)
    access.route_table(app)
    return app
