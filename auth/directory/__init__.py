"""Signing in with a council's own directory (OpenID Connect): Microsoft Entra ID first, any other that keeps to it."""
