"""Acts on bases, agencies and cases, by noun."""
