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
    let_in: bool = False

    def must_be_sure(self) -> None:
        self.demanded = True
        if self.sure is False:
            raise StepUp

    def told(self, assurance: int) -> None:
        self.sure, self.let_in = assurance >= SECRETS_NEED, True

    def insist(self) -> None:
        """Raise now what was demanded before anybody knew."""
        if self.demanded:
            self.must_be_sure()


@dataclass(frozen=True, slots=True)
class Sealed:
    """Who is asking and for what, in one line, and the seal that the database checks.

    `after` is the same line without the proof of a key: what a request says once it was let in with its proof.
    """

    context: str
    seal: str
    standing: Standing = field(default_factory=Standing, compare=False)
    after: "Sealed | None" = None

    @property
    def values(self) -> dict[str, str]:
        said = self.after if self.after and self.standing.let_in else self
        return {"context": said.context, "seal": said.seal}
