"""Fitting a correction of the model's scores to pages that a person has labelled or reviewed."""
