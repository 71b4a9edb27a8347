"""Side by side, in one run, on one topic: what the machine gives, what an empty Faust agent and Counterflow take."""
