"""The incubator: bases, agencies, and one case file from first application to independence and after."""
