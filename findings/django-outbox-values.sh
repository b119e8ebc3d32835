#!/usr/bin/env bash
# django-outbox-pattern 3.2.1 (PyPI), its table of events in SQLite, with Django 5.2.19; seen on 2026-12-01 with Python 3.11.
#
# Guess: an event has the values of the row that was saved with it, in one form for each column.
#
# Seen: the event is made of the object as it was assigned, before the database has seen a value.
# - A Decimal of two places is "1.5", 1.5 or 2 in the event, as it was assigned, and "1.50" when the same row is saved again.
# - An integer that was assigned as a text or a float is a text or a float in the event. A UUID has hyphens or not.
# - A value that the database computes is the text of the expression, `F(count) + Value(1)`.
# - A moment loses its microseconds, and its offset is the assigned one. A day that was assigned as a moment is a moment, here of the next day.
# - A moment that was assigned as a text cannot be saved with an event; without one Django saves it.
#
# Why it matters here: no column and no type says what is in the topic; it depends on each place that assigns a value.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check django-outbox-pattern==3.2.1 django==5.2.19 || exit 2
cat > run.py <<'PY'
import datetime
import decimal
import json
import uuid

import django
from django.conf import settings

settings.configure(
    INSTALLED_APPS=["django_outbox_pattern"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    USE_TZ=True,
)
django.setup()

from django.core.management import call_command
from django.db import connection, models
from django_outbox_pattern.decorators import Config, publish
from django_outbox_pattern.models import Published


class Columns(models.Model):
    total = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    count = models.IntegerField(null=True)
    weight = models.FloatField(null=True)
    at = models.DateTimeField(null=True)
    day = models.DateField(null=True)
    token = models.UUIDField(null=True)

    class Meta:
        abstract = True
        app_label = "shop"


class Plain(Columns):
    pass


@publish([Config(destination="orders")])
class Order(Columns):
    pass


call_command("migrate", verbosity=0)
with connection.schema_editor() as editor:
    editor.create_model(Plain)
    editor.create_model(Order)


def event(order, column):
    """The column in the event of the order that is saved, which is the only event."""
    Published.objects.all().delete()
    order.save()
    return json.dumps(Published.objects.get().body[column])


def show(column, value):
    try:
        order = Order(**{column: value})
        first = event(order, column)
        again = event(Order.objects.get(pk=order.pk), column)
        print(f"{column} = {value!r}: {first}, and saved again: {again}")
    except Exception as error:
        print(f"{column} = {value!r}: {type(error).__name__}")


MOMENT = datetime.datetime(2026, 12, 1, 10, 0, 0, 123456, tzinfo=datetime.timezone(datetime.timedelta(hours=9)))
for value in (decimal.Decimal("1.5"), "1.5", 1.5, 2):
    show("total", value)
for value in (5, "5", 5.0, True):
    show("count", value)
show("weight", 2)
for value in (MOMENT, "2026-12-01T10:00:00Z"):
    show("at", value)
show("day", MOMENT)
for value in (uuid.UUID(int=7), "00000000000000000000000000000007"):
    show("token", value)
order = Order(count=1)
order.save()
order.count = models.F("count") + 1
written = event(order, "count")
print(f"count = F('count') + 1: {written}, and in the table: {Order.objects.get(pk=order.pk).count}")
plain = Plain(at="2026-12-01T10:00:00Z")
plain.save()
print(f"without an event, at = {plain.at!r}, and in the table: {Plain.objects.get(pk=plain.pk).at!r}")
PY
env/bin/python -W ignore run.py > seen
cat > expected <<'OUT'
total = Decimal('1.5'): "1.5", and saved again: "1.50"
total = '1.5': "1.5", and saved again: "1.50"
total = 1.5: 1.5, and saved again: "1.50"
total = 2: 2, and saved again: "2.00"
count = 5: 5, and saved again: 5
count = '5': "5", and saved again: 5
count = 5.0: 5.0, and saved again: 5
count = True: true, and saved again: 1
weight = 2: 2, and saved again: 2.0
at = datetime.datetime(2026, 12, 1, 10, 0, 0, 123456, tzinfo=datetime.timezone(datetime.timedelta(seconds=32400))): "2026-12-01T10:00:00.123+09:00", and saved again: "2026-12-01T01:00:00.123Z"
at = '2026-12-01T10:00:00Z': AttributeError
day = datetime.datetime(2026, 12, 1, 10, 0, 0, 123456, tzinfo=datetime.timezone(datetime.timedelta(seconds=32400))): "2026-12-01T10:00:00.123+09:00", and saved again: "2026-11-30"
token = UUID('00000000-0000-0000-0000-000000000007'): "00000000-0000-0000-0000-000000000007", and saved again: "00000000-0000-0000-0000-000000000007"
token = '00000000000000000000000000000007': "00000000000000000000000000000007", and saved again: "00000000-0000-0000-0000-000000000007"
count = F('count') + 1: "F(count) + Value(1)", and in the table: 2
without an event, at = '2026-12-01T10:00:00Z', and in the table: datetime.datetime(2026, 12, 1, 10, 0, tzinfo=datetime.timezone.utc)
OUT
diff expected seen && cat seen
