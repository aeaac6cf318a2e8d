"""Rules of the incubator: stages and passages of a case, findings, people, checks, indicators. Thresholds are data."""
