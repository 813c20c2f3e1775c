"""The page of an activity, as those who hold it see it, or somebody else."""

from streamlit.testing.v1 import AppTest

from tests.pages.visiting import drawn, opened


def on(activity_id: int, who: str | None = "organiser", **asked) -> AppTest:
    page = opened("activities/activity", who, id=str(activity_id), **asked)
    assert not page.exception
    return page


def facts(page: AppTest) -> dict[str, str]:
    """What is known of it, by its label."""
    return {each["label"]: each["text"] for each in drawn(page, "activity-facts")["facts"]}
