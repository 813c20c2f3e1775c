"""What happens around a docking day, as sentences that name nobody."""

from components.texts import t


def sentence(action: str) -> str:
    """One event, as whoever it concerns is told of it."""
    match action:
        case "docking_invited":
            return t("You are invited to a docking day. Please say whether you come.")
        case "docking_published":
            return t("The timetable of the docking day is published.")
        case "docking_tomorrow":
            return t("Your meetings of the docking day are tomorrow.")
        case "docking_ended":
            return t("The docking day is over. Please say how your meetings went.")
        case "docking_accepted":
            return t("An invitation to the docking day was accepted.")
        case "docking_declined":
            return t("Somebody does not come to the docking day; their meetings are cancelled.")
        case "docking_left_out":
            return t("Somebody does not come to the docking day; their meetings are cancelled.")
        case "docking_presence":
            return t("Somebody comes late to the docking day or leaves early.")
        case "docking_agreed":
            return t("One side of a meeting has agreed to show its name.")
        case "docking_cancelled":
            return t("A meeting of yours at the docking day is cancelled.")
        case "docking_restored":
            return t("A meeting of yours at the docking day is held after all.")
        case "docking_untold":
            return t("Nobody has said yet how some meetings of the docking day went. Please do.")
        case "docking_changed":
            return t(
                "Day, hours, place or size of the docking day have changed. Please look whether it still says rightly "
                "when you are away."
            )
        case "docking_called_off":
            return t("The docking day is called off.")
        case "docking_offered":
            return t("Somebody offers more to the docking day. Please agree, or do not.")
        case "docking_welcomed":
            return t("What you offered to the docking day takes part.")
        case "docking_not_welcomed":
            return t("What you offered to the docking day does not take part.")
    return t("Your meetings at the docking day have changed.")
