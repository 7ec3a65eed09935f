"""The bars that clientbook holds itself to: each a function that tries something many times and counts what went wrong.

`make bars` runs them all and prints the table with the numbers of that run; the tests run the same functions, smaller.
A new bar is a line in `BARS` and a function beside it.
"""
