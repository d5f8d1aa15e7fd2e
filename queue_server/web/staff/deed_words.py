"""What somebody did and no event tells of, in words."""

from flask_babel import lazy_gettext

from queue_server.domain.audit import AuditName

DEEDS = {
    AuditName.BEGUN: lazy_gettext("The log begins."),
    AuditName.SESSION_BEGUN: lazy_gettext("Signed in."),
    AuditName.SESSION_ENDED: lazy_gettext("Signed out."),
    AuditName.SIGN_IN_SLOWED: lazy_gettext("Wrong passwords or PINs were typed, until the wait began."),
    AuditName.BACKUP_MADE: lazy_gettext("A copy of the database was made."),
    AuditName.BACKUP_RESTORED: lazy_gettext("The database was taken back from a copy."),
    AuditName.SETTINGS_EXPORTED: lazy_gettext("The settings were taken out as a file."),
    AuditName.DAY_EXPORTED: lazy_gettext("A day was taken out as a file."),
    AuditName.RECORD_EXPORTED: lazy_gettext("The record of a day was taken out as a file."),
    AuditName.COUNTS_EXPORTED: lazy_gettext("The counts of the screening were taken out as a file."),
    AuditName.KEY_CHANGED: lazy_gettext("A key of the server was changed."),
}
