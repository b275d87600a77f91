"""Every figure that the project claims, printed by `python -m tests.benchmarks NAME`."""
