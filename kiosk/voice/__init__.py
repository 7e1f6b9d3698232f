"""Spoken guidance for browsers without a Vietnamese voice."""
