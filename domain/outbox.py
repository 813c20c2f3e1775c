"""What an administrator does about messages that could not be sent."""

from db.models import Message
from domain.command import Act, command
from domain.errors import Refused
from domain.permissions import administrators


class NotGivenUp(Refused):
    message = "Only a message that was given up can be sent again."


@command(Message, by=administrators)
def send_again(act: Act, message: Message) -> None:
    """Have a message that was given up sent once more; the attempts before are kept."""
    if message.given_up_at is None or message.sent_at is not None:
        raise NotGivenUp
    message.given_up_at = message.claimed_until = None
    message.due_at = act.now
    act.record("sent_again", message)
