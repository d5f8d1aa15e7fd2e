"""The file with the kiosk's token, as the installer or the pairing leaves it."""

from pathlib import Path


class TokenFileError(Exception):
    """The file with the kiosk's token cannot be used."""

    code = "token_file"


def read_token(path: Path) -> str:
    """Read the device's token.

    Raises:
        TokenFileError: the file is missing, empty or unreadable, or others may read it.
    """
    try:
        token = path.read_text(encoding="ascii").strip()
        mode = path.stat().st_mode & 0o077
    except (OSError, UnicodeDecodeError) as error:
        raise TokenFileError(
            f"cannot read the token file {path}: {error}; create it with the token of this kiosk"
        ) from error
    if mode:
        raise TokenFileError(f"others may read the token file {path}; run: chmod 600 {path}")
    if not token or not token.isprintable() or " " in token:
        raise TokenFileError(f"the token file {path} does not hold one token")
    return token
