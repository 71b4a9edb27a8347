"""Following money, and whatever else subjects share, from subject to subject.

A path of payments crosses subjects, so it crosses partitions, and no worker sees the whole graph. What is known of a
path therefore travels with the money, as a token on the topic `flows`, keyed by whoever received it last.
"""
