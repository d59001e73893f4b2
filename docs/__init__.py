"""The book: pages in `pages/`, and what is made from the code."""
