"""Inviting enterprises to an activity, for those who hold it."""

from components import activity_view, invitation_view, not_found
from components.heartbeat import heartbeat
from components.reading import read
from components.session import current_user
from components.texts import t
from domain import activity_invitations
from domain.queries import activity

person, asked = current_user(), not_found.number()
seen = activity_view.seen(asked)
shown = read(activity.activity, person, asked, topics=seen)
if shown is None or not shown.is_keeper:
    not_found.say(t("Invite enterprises"), activity_view.LIST_PAGE, t("Activities"))

invitation_view.head(shown)
if activity_invitations.invite.name in shown.steps:
    invitation_view.proposals(person, shown)
    invitation_view.by_hand(person, shown)
invitation_view.invited(person, shown)
heartbeat(seen)
