"""The three questions as a good polars user would write them, on frames already in memory.

They share no code with the product: they are the floor of its time and a second opinion on its verdicts.
"""
