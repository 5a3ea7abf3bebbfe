"""The web pages, in French, for people who never type a command; ``families`` lists one module per kind of page."""
