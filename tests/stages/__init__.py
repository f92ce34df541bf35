"""Stages of the line, one by one."""
