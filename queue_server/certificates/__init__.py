"""Certificates of the site: an authority that devices believe, and the server's certificate from it."""
