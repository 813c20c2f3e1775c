"""The page of the walls, for those who keep them, in both languages."""

from datetime import timedelta

import pytest

from db.engine import transaction
from db.models import UserRole
from db.vocabulary import Role
from domain import clock, wall_links
from domain.command import perform
from domain.wall_links import Wishes
from tests.pages.visiting import labelled, opened, press, said
from tests.town import ID

pytestmark = pytest.mark.usefixtures("small_town_on_sqlite")
PAGE = "performance/wall_links"


def made(name="三楼指挥中心"):
    return perform(ID["leader"], wall_links.make, wishes=Wishes(name))


@pytest.mark.parametrize(
    ("language", "told"), [("zh", "还没有大屏"), ("en", "No wall yet. Make a link")]
)
def test_without_any_wall_it_says_what_to_do(language, told):
    app = opened(PAGE, "leader", language=language)
    assert not app.exception
    assert told in said(app)


def test_a_link_is_made_and_its_address_shown_until_it_is_put_away():
    app = opened(PAGE, "leader")
    app.text_input[0].set_value("Hall")
    next(each for each in app.button if each.label == "Make the link").click().run()
    assert "Address for Hall" in said(app)
    token = app.code[0].value.rsplit("/", 1)[-1]
    next(each for each in app.button if each.label == "I have copied it").click().run()
    assert not app.code and token not in said(app)


def test_the_list_says_which_screens_are_on():
    on, off = made("On"), made("Off")
    made("Never")
    wall_links.note_seen(on.id)
    with clock.stopped(clock.now() - timedelta(days=3)):
        wall_links.note_seen(off.id)
    perform(ID["leader"], wall_links.revoke, made("Gone").id)
    found = said(opened(PAGE, "leader"))
    for told in ("not opened yet", "last seen", "Gone, called back"):
        assert told in found
    assert opened(PAGE, "leader").markdown


def test_what_somebody_else_changed_meanwhile_is_not_written_over():
    link = made("Hall")
    app = opened(PAGE, "leader")
    app.session_state[f"wall-changing-{link.id}"] = True
    labelled(app.run(), "Seconds for each view").set_value(30)
    perform(ID["leader"], wall_links.change, link.id, wishes=Wishes("Hall, third floor"))
    press(app, "Save")
    told = " ".join(each.value for each in (*app.warning, *app.error))
    assert "Somebody else has changed this wall" in told
    assert labelled(app, "Seconds for each view").value == 30  # what was typed is still there
    press(app, "Begin anew with what is kept")
    assert labelled(app, "Name of the screen").value == "Hall, third floor"
    labelled(app, "Seconds for each view").set_value(30)
    press(app, "Save")
    assert not app.warning and not app.error
    assert "30 s for each view" in said(app) and "Hall, third floor" in said(app)


def test_who_opens_the_form_after_a_change_sees_it_and_is_not_warned():
    link = made("Hall")
    app = opened(PAGE, "leader")
    perform(ID["leader"], wall_links.change, link.id, wishes=Wishes("Hall, third floor"))
    app.session_state[f"wall-changing-{link.id}"] = True
    assert not app.run().warning
    assert labelled(app, "Name of the screen").value == "Hall, third floor"


def test_it_is_for_those_who_keep_the_walls():
    made("Hall")
    app = opened(PAGE, "longwan")
    assert "for other roles than yours" in said(app)
    assert "Hall" not in said(app) and not app.text_input


def test_the_leader_of_a_unit_is_told_who_keeps_them():
    made("Hall")
    with transaction() as session:
        session.add(UserRole(user_id=ID["finance"], role=Role.LEADER))
    app = opened(PAGE, "finance")
    assert not app.exception
    assert "kept by the leaders" in said(app)
    assert "Hall" not in said(app)


def test_what_somebody_called_a_screen_is_shown_letter_by_letter():
    made("[x](http://evil.example)")
    assert "](http" not in said(opened(PAGE, "leader")).replace("\\", "\\\\")
