"""The commands of the server: each module adds some to the parser and carries them out."""
