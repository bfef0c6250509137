"""Staff lists: read whatever the personnel system wrote, say what would change, then take all good rows at once.

`planning.plan` reads and compares and changes nothing; `taking.take` carries a plan out in one transaction. How to use
it: docs/how-to/import-people.md.
"""
