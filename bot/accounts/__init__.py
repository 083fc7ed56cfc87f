"""People, what they may do, and how they log in."""
