"""Tests of Antre, one folder for each layer."""
