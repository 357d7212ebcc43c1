"""Text messages and e-mails by GOV.UK Notify, with its own client, which comes with the extra `notify`."""

from typing import Any

from api.channels import ByNotify, secret
from jobs.ways import SECONDS, Failed, Hands, Outgoing, message, of_status
from rules.deliveries import Trouble

UNREACHABLE = 503  # what the client says of a service that does not answer at all


class Notify:
    """Sends with a reference of ours, by which Notify is asked when it is not known whether one has left."""

    def __init__(self, said: ByNotify) -> None:
        from notifications_python_client.errors import HTTPError  # noqa: PLC0415  an extra: only who uses it has it
        from notifications_python_client.notifications import NotificationsAPIClient  # noqa: PLC0415  as above

        self._said = said
        self._client: Any = NotificationsAPIClient
        self._hands = Hands("notify", {HTTPError: _of_answer})

    async def send(self, one: Outgoing) -> None:
        if one.number is None and one.email is None:
            raise Failed(Trouble.refused)
        await self._hands.do(self._send, one)

    def _send(self, one: Outgoing) -> None:
        """Send it, with a client of its own, since two threads may not share one."""
        client: Any = self._client(secret(self._said.key_file), base_url=self._said.address, timeout=SECONDS)
        if one.unsure and client.get_all_notifications(reference=str(one.key))["notifications"]:
            return
        words, shared = message(one.language), {"template_id": self._said.template, "reference": str(one.key)}
        if one.number is not None:
            client.send_sms_notification(one.number, personalisation={"message": words.says}, **shared)
            return
        said = {"message": words.says, "subject": words.subject}
        client.send_email_notification(one.email, personalisation=said, **shared)


def _of_answer(error: Any) -> Trouble:  # noqa: ANN401  of the client, which says nothing of its types
    status: int = error.status_code
    return Trouble.unreachable if status == UNREACHABLE else of_status(status)
