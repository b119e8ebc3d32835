"""Billing: it opens an account for each user who signs up, and closes it when the user is deleted."""

SERVICE = "billing"
VERSION = "1.0.0"
