"""E-mail by a council's own mail server, only after STARTTLS with a certificate that stands."""

import ssl
from email.message import EmailMessage
from smtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPServerDisconnected,
)

from api.channels import BySmtp, secret
from jobs.ways import SECONDS, Failed, Hands, Outgoing, message
from rules.deliveries import Trouble

FOR_GOOD = range(500, 600)


class Smtp:
    """Sends one message a connection. Its Message-ID is the same at every try, so that a double is seen to be one."""

    def __init__(self, said: BySmtp) -> None:
        self._said = said
        self._trust = ssl.create_default_context(cafile=str(said.ca_file) if said.ca_file else None)
        self._hands = Hands(
            "smtp",
            {
                SMTPRecipientsRefused: _of_codes,
                SMTPAuthenticationError: lambda _: Trouble.not_allowed,
                SMTPResponseException: lambda _: Trouble.broken,
                SMTPServerDisconnected: lambda _: Trouble.unreachable,
                SMTPException: lambda _: Trouble.not_allowed,  # it does not speak STARTTLS, or not of signing in
                ssl.SSLError: lambda _: Trouble.not_allowed,
            },
        )

    async def send(self, one: Outgoing) -> None:
        if one.email is None:
            raise Failed(Trouble.refused)
        await self._hands.do(self._send, self._written(one))

    def _written(self, one: Outgoing) -> EmailMessage:
        words, written = message(one.language), EmailMessage()
        written["From"], written["To"], written["Subject"] = self._said.sender, one.email, words.subject
        written["Message-ID"] = f"<{one.key}@{self._said.sender.rpartition('@')[2]}>"
        written["Auto-Submitted"] = "auto-generated"
        written.set_content(words.says)
        return written

    def _send(self, written: EmailMessage) -> None:
        with SMTP(self._said.host, self._said.port, timeout=SECONDS) as server:
            server.starttls(context=self._trust)
            if self._said.user and self._said.password_file:
                server.login(self._said.user, secret(self._said.password_file))
            server.send_message(written)


def _of_codes(error: Exception) -> Trouble:
    assert isinstance(error, SMTPRecipientsRefused)  # noqa: S101  the table above asks for it
    codes = [code for code, _ in error.recipients.values()]
    return Trouble.refused if any(code in FOR_GOOD for code in codes) else Trouble.broken
