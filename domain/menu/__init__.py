"""Service menus: what is offered in a month of a series, at which times, booked by enterprises, never twice."""
