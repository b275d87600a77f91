"""What may go wrong with the clock, the disk and the network, and what then holds."""
