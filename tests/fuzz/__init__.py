"""Fuzzing of everything that reads bytes from outside: `make fuzz`, and a short form among the tests."""
