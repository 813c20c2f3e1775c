"""The indicators: what is counted, how it is kept up, and the one way to ask for it."""
