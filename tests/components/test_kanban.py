"""The board in a real browser: carried by mouse, finger and keys, redrawn without disturbance."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from components.kanban import Listed, Move, Opened, _act
from tests.journeys.hand import at_rest

PAGE = """
import streamlit as st
from components import kanban

state = st.session_state
begun = st.query_params.get("begun", "new")
cards = state.setdefault("cards", {n: [begun, 0] for n in range(1, 31)})
titles = state.setdefault("titles", {})


def change():
    cards[2][1] += 1
    titles[2] = "Changed by somebody else"


# As a callback: it happens even where the next message interrupts the run.
st.button("Change", on_click=change)
st.write(f"{len(titles)} changed")
allowed = {"new": {"work": "begin"}, "work": {"new": "return", "done": "answer"}, "done": {}}
columns = [
    kanban.Column(key, label, sum(at == key for at, _ in cards.values()), hint, more)
    for key, label, hint, more in [
        ("new", "New", "waits", 0), ("work", "In progress", "", 7), ("done", "Done", "", 0)
    ]
]
act = kanban.board(
    columns,
    [
        kanban.Card(
            id=n, column=at, title=titles.get(n, f"<b>Card</b> {n}"), number=f"WZ-{n}",
            lines=("Some company",), badges=(("urgent", "red"),), due=("2 d late", "red"),
            allowed=allowed[at], version=version, href=f"/demand?id={n}",
        )
        for n, (at, version) in cards.items()
    ],
    key="board",
)
if isinstance(act, kanban.Move) and "refuse" not in st.query_params:
    cards[act.card_id] = [act.to_column, act.version + 1]
    state["heard"] = f"{act.card_id} to {act.to_column}, version {act.version}"
    st.rerun()
if act:
    state["heard"] = repr(act)
st.text(state.get("heard", "nothing"))
"""


def card(page, number):
    return page.locator(f'.card[data-id="{number}"]:not(.ghost)')


def column(page, key):
    return page.locator(f'.column[data-key="{key}"]')


def heard(page, text):
    expect(page.locator('[data-testid="stText"]')).to_contain_text(text)


def middle(locator):
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + min(box["height"], 400) / 2


def lift(page, locator, *, over):
    """Press the mouse on a card and carry it over a column, without letting go."""
    page.mouse.move(*middle(locator))
    page.mouse.down()
    page.mouse.move(*middle(over), steps=8)


def press_change(page):
    page.evaluate(
        "[...document.querySelectorAll('button')].find(b => b.innerText === 'Change').click()"
    )


def test_a_card_dragged_with_the_mouse_arrives_with_its_version(opened):
    page = opened()
    lift(page, card(page, 3), over=column(page, "work"))
    page.mouse.up()
    heard(page, "3 to work, version 0")
    expect(column(page, "work").locator(".card")).to_have_count(1)
    expect(column(page, "new").locator(".count")).to_have_text("29")


def test_two_cards_dropped_in_quick_succession_both_arrive(opened):
    page = opened()
    expect(card(page, 1)).to_be_visible()
    for number in (1, 2):
        lift(page, card(page, number), over=column(page, "work"))
        page.mouse.up()
    expect(column(page, "work").locator(".card:not(.sending)")).to_have_count(2)


def test_a_forbidden_column_fades_and_takes_no_card(opened):
    page = opened()
    lift(page, card(page, 1), over=column(page, "done"))
    expect(column(page, "done")).to_have_css("opacity", "0.35")
    expect(column(page, "work")).to_have_css("opacity", "1")
    page.mouse.up()
    expect(column(page, "new").locator(".card")).to_have_count(30)
    heard(page, "nothing")


def test_a_refused_card_goes_back_by_itself(opened):
    page = opened("?refuse=1")
    lift(page, card(page, 1), over=column(page, "work"))
    page.mouse.up()
    heard(page, "Move(card_id=1, to_column='work'")
    expect(column(page, "work").locator(".card")).to_have_count(0)
    expect(column(page, "new").locator(".card")).to_have_count(30)


def test_a_card_in_the_hand_is_not_disturbed_by_other_peoples_changes(opened):
    page = opened()
    lift(page, card(page, 3), over=column(page, "work"))
    press_change(page)
    expect(page.get_by_text("1 changed")).to_be_visible()
    at_rest(page)
    expect(page.locator(".ghost")).to_be_visible()
    expect(card(page, 2)).not_to_contain_text("Changed")
    page.mouse.up()
    expect(card(page, 2)).to_contain_text("Changed by somebody else")
    heard(page, "3 to work, version 0")


def test_the_keys_carry_a_card_and_every_step_is_announced(opened):
    page = opened()
    card(page, 1).focus()
    page.keyboard.press("ArrowDown")
    expect(card(page, 2)).to_be_focused()
    page.keyboard.press("Space")
    spoken = page.locator("[aria-live=assertive]").first
    expect(spoken).to_contain_text("Picked up: <b>Card</b> 2")
    page.keyboard.press("ArrowRight")
    expect(spoken).to_have_text("In progress")
    page.keyboard.press("Enter")
    heard(page, "2 to work, version 0")
    expect(spoken).to_contain_text("moved to In progress")
    expect(card(page, 2)).to_be_focused()
    expect(column(page, "work").locator(".card")).to_have_count(1)


def test_escape_puts_a_carried_card_back(opened):
    page = opened()
    card(page, 1).focus()
    for key in ("Enter", "ArrowRight", "Escape"):
        page.keyboard.press(key)
    expect(page.locator("[aria-live=assertive]").first).to_contain_text("put back")
    expect(column(page, "new").locator(".card")).to_have_count(30)
    heard(page, "nothing")


def test_the_menu_of_a_card_offers_its_allowed_columns_only(opened):
    page = opened()
    card(page, 4).locator(".dots").click()
    expect(page.get_by_role("menuitem")).to_have_text(["In progress"])
    page.get_by_role("menuitem").click()
    heard(page, "4 to work, version 0")


def test_the_title_opens_the_card_and_the_last_line_opens_the_list(opened):
    page = opened()
    card(page, 5).locator(".title").click()
    heard(page, "Opened(card_id=5)")
    page.get_by_text("7 more in the list").click()
    heard(page, "Listed(column='work')")


def touching(page):
    """Send touch events as a finger would: send("touchStart", x, y)."""
    session = page.context.new_cdp_session(page)

    def send(kind, *point):
        points = [{"x": point[0], "y": point[1]}] if point else []
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    return send


def test_a_finger_that_moves_at_once_scrolls_and_lifts_nothing(opened):
    page = opened(width=375, height=740, has_touch=True, is_mobile=True)
    x, y = middle(card(page, 3))
    send = touching(page)
    send("touchStart", x, y)
    send("touchMove", x, y - 60)
    send("touchMove", x, y - 120)
    send("touchEnd")
    page.wait_for_function(
        "document.querySelector('.stBidiComponent [data-testid]').shadowRoot"
        ".querySelector('.cards').scrollTop > 0"
    )
    expect(page.locator(".ghost")).to_have_count(0)
    heard(page, "nothing")


def test_a_finger_lifts_a_card_after_a_long_press_and_carries_it_to_the_next_column(opened):
    page = opened(width=375, height=740, has_touch=True, is_mobile=True)
    x, y = middle(card(page, 3))
    send = touching(page)
    send("touchStart", x, y)
    expect(page.locator(".ghost")).to_be_visible()
    send("touchMove", 340, y)
    page.wait_for_selector(".column.target[data-key=work]")
    send("touchMove", 180, y)
    send("touchEnd")
    heard(page, "3 to work, version 0")


def test_a_phone_shows_one_column_and_names_the_others_above(opened):
    page = opened(width=375, height=740, has_touch=True, is_mobile=True)
    page.locator(".tab", has_text="Done").click()
    expect(page.locator(".tab", has_text="Done")).to_have_attribute("aria-current", "true")
    expect(column(page, "done")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") == 375


def test_a_phone_opens_on_the_first_column_that_holds_a_card_and_stays_where_it_is_led(opened):
    page = opened("?begun=work", width=375, height=740, has_touch=True, is_mobile=True)
    expect(page.locator(".tab", has_text="In progress")).to_have_attribute("aria-current", "true")
    expect(card(page, 2)).to_be_in_viewport()
    page.locator(".tab", has_text="New").click()
    expect(page.locator(".tab", has_text="New")).to_have_attribute("aria-current", "true")
    press_change(page)
    expect(card(page, 2)).to_contain_text("Changed by somebody else")
    expect(page.locator(".tab", has_text="New")).to_have_attribute("aria-current", "true")


def test_a_change_touches_one_card_and_keeps_place_and_focus(opened):
    page = opened()
    card(page, 20).scroll_into_view_if_needed()
    card(page, 20).focus()
    place = "document.querySelector('.stBidiComponent [data-testid]').shadowRoot"
    page.evaluate(
        f"window.seen = new Set(); window.cards = {place}.querySelector('.cards');"
        "window.before = window.cards.scrollTop;"
        "new MutationObserver(list => list.forEach(m => window.seen.add("
        "m.target.closest?.('.card')?.dataset.id ?? m.target.className)))"
        ".observe(window.cards, {childList: true, subtree: true, characterData: true})"
    )
    press_change(page)
    expect(card(page, 2)).to_contain_text("Changed by somebody else")
    assert page.evaluate("[...window.seen]") == ["2"]
    assert page.evaluate("window.cards.scrollTop === window.before && window.before > 0")
    expect(card(page, 20)).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 375])
def test_everybody_can_read_and_reach_everything(opened, scheme, width):
    page = opened(width=width, color_scheme=scheme)
    expect(card(page, 30)).to_be_attached()
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa"]})
    assert found.response["violations"] == []


def test_what_people_typed_is_never_markup(opened):
    page = opened()
    expect(card(page, 1).locator(".title")).to_have_text("<b>Card</b> 1")
    expect(card(page, 1).locator("b")).to_have_count(0)


@pytest.mark.parametrize(
    ("said", "act"),
    [
        ({"kind": "move", "card": 1, "to": "b", "version": 2, "nonce": "x"}, Move(1, "b", 2, "x")),
        ({"kind": "move", "card": 1, "to": "elsewhere", "version": 2, "nonce": "x"}, None),
        ({"kind": "move", "card": "1", "to": "b", "version": 2, "nonce": "x"}, None),
        ({"kind": "move", "card": 1, "to": "b", "version": 2, "nonce": "x" * 65}, None),
        ({"kind": "move", "card": 1, "to": "b", "version": 2}, None),
        ({"kind": "open", "card": 1, "nonce": "x"}, Opened(1)),
        ({"kind": "list", "column": "b"}, Listed("b")),
        ({"kind": "list", "column": "elsewhere"}, None),
        (["move"], None),
        (None, None),
    ],
)
def test_only_a_well_formed_act_is_believed(said, act):
    assert _act(said, {"a", "b"}) == act
