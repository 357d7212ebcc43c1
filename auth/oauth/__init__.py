"""The authorization server: Authlib's rules of OAuth 2 behind an adapter of ours, which gathers facts and writes."""
