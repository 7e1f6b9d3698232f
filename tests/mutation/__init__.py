"""Changes the product's code a little, thousands of times, and asks whether the tests notice."""
