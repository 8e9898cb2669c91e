"""Tests of the command line, run in this process on a data folder of their own."""
