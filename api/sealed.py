"""Who is asking, as the database is told, and how sure we are of them, as it answers."""

from dataclasses import dataclass, field

from api.errors import StepUp

SECRETS_NEED = 2


@dataclass(slots=True)
class Standing:
    """Whether somebody proved lately who they are: the database says, in the round trip that lets them in.

    A handler that reads may demand it before the database was asked: then nothing of the answer gets past `insist`.
    """

    sure: bool | None = None
    demanded: bool = False

    def must_be_sure(self) -> None:
        self.demanded = True
        if self.sure is False:
            raise StepUp

    def told(self, assurance: int) -> None:
        self.sure = assurance >= SECRETS_NEED

    def insist(self) -> None:
        """Raise now what was demanded before anybody knew."""
        if self.demanded:
            self.must_be_sure()


@dataclass(frozen=True, slots=True)
class Sealed:
    """Who is asking and for what, in one line, and the seal that the database checks.

    `later` is what a request goes on with once its proof of a key was taken, which is good once.
    """

    context: str
    seal: str
    standing: Standing = field(default_factory=Standing, compare=False)
    later: "Sealed | None" = field(default=None, compare=False)

    @property
    def values(self) -> dict[str, str]:
        return {"context": self.context, "seal": self.seal}
