"""A year in minutes: the real engine, ladder and letters over a generated organisation, in a database of its own."""
