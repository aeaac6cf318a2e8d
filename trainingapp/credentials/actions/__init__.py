"""What is done with degrees, certificates and credentials."""
