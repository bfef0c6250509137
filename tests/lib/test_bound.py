"""Statements may have as many values as they like, on either database."""

from datetime import date

from django.db import connection

from leadership.people.models import Person


def test_a_statement_may_have_more_values_than_the_protocol_carries(db):
    many = 70_000 if connection.vendor == "postgresql" else 700
    anna = Person.objects.create(given_name="100 % Anna", hire_date=date(2020, 1, 1))

    assert list(Person.objects.filter(pk__in=[anna.pk, *range(-many, 0)])) == [anna]
    assert list(Person.objects.filter(pk__in=range(-many, 0), given_name__contains="%")) == []
