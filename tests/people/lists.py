"""Staff lists for the tests."""

import csv
import io


def csv_of(rows, *, separator=",", encoding="utf-8", bom=b""):
    """The rows, dictionaries of one shape, as the bytes of a CSV file; None is an empty cell."""
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]), delimiter=separator)
    writer.writeheader()
    writer.writerows([{name: "" if value is None else value for name, value in row.items()} for row in rows])
    return bom + text.getvalue().encode(encoding)


def person(number, **more):
    """A row about the person with this number."""
    row = {"Given name": f"Given{number}", "Family name": f"Family{number}", "E-mail": f"p{number}@example.org"}
    return {**row, "Employee id": str(number), **more}
