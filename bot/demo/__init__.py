"""A day of news in our own words, for `tocsin demo`: outlets, and what they publish when."""
