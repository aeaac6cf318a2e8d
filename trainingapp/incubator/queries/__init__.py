"""Reads of the incubator, by noun. Whoever asks gets what their place on a case lets them see."""
