"""Tests of `creative`: behaviour through public doors."""
