"""A second answer to "what is owed on this day?", to hold the engine to.

The oracle is written from docs/reference/cadence.md alone and shares no code with the engine. It is slow and plain on
purpose: it counts day by day, keeps dictionaries, and uses no arithmetic that a reader could not do with a finger on
a calendar. Where the text leaves a choice, the decisions in docs/decisions/ say which one was taken, and the line here
names the decision.
"""
