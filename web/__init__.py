"""Our own pages: signing in, proving it once more, my devices, my apps, consent. They work without any script."""

from web import entering, invited, mine, proving, staff, static

ROUTERS = (*(each.router for each in (static, entering, invited, proving, mine, staff)), staff.channel)
