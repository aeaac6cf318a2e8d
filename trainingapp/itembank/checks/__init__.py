"""What `bank check` demands beyond the shape of an entry, one module per kind of entry."""
