"""One function per thing that a person can do, one transaction each."""
