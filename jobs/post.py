"""The ways of every council, made once from the file that names them."""

from dataclasses import dataclass, field

from api.channels import ByNotify, Channels
from jobs.by_notify import Notify
from jobs.by_push import Push
from jobs.by_smtp import Smtp
from jobs.ways import Console, Way
from rules.deliveries import MessageChannel


@dataclass(frozen=True, slots=True)
class Post:
    """Gives each council its ways. Push is one for all, since its key is the deployment's."""

    channels: Channels = field(default_factory=Channels)
    made: dict[tuple[str, MessageChannel], Way] = field(default_factory=dict)

    def ways(self, slug: str) -> frozenset[MessageChannel]:
        """Return the ways of a council, or the log of the server where it has no other."""
        return self.channels.ways(slug) or frozenset({MessageChannel.console})

    def way(self, slug: str, channel: MessageChannel) -> Way:
        known = ("", channel) if channel is MessageChannel.push else (slug, channel)
        if known not in self.made:
            self.made[known] = self._make(slug, channel)
        return self.made[known]

    def _make(self, slug: str, channel: MessageChannel) -> Way:
        if channel is MessageChannel.console:
            return Console()
        if channel is MessageChannel.push:
            assert self.channels.push  # noqa: S101  or it were not among the ways
            return Push(self.channels.push)
        said = getattr(self.channels.councils[slug], channel)
        return Notify(said) if isinstance(said, ByNotify) else Smtp(said)
