"""Tests of the drivers: simulated buses, mock pins, real sockets and terminals."""
