"""The timetable of a docking day: which enterprise's need meets which team, in which slot, at which table.

Nothing in here opens the database, draws a page or reaches the network. `solving.solve` makes a timetable and
`solving.repair` mends one; both prove how good it is.
"""
