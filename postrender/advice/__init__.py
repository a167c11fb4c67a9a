"""Advice for people: what a guardrail is for, and what a program lacks that does not start."""
