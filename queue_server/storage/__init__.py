"""Tables, queries and migrations: all SQL is here and only here."""
