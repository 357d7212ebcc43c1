"""Our own pages: signing in, proving it once more, my devices, my apps, consent. They work without any script."""

from web import consent, entering, invited, keys, mine, my_apps, new_words, passkeys, proving, staff, static
from web.looks import wait_a_bit

PAGES = (static, entering, invited, proving, passkeys, mine, keys, new_words, my_apps, consent, staff)
ROUTERS = (*(each.router for each in PAGES), staff.channel)

__all__ = ["PAGES", "ROUTERS", "wait_a_bit"]
