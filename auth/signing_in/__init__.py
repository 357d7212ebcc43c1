"""Signing in: verbs for our own pages. They are no routes of the contract: no app of others ever sees a passphrase."""
