"""Afterglow: honest outcomes for clinics that treat depression with ketamine."""

__version__ = "0.1.0"
