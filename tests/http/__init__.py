"""Tests of calls that leave the machine; nothing in here reaches further than loopback."""
