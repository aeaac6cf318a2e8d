"""Papers that the incubator prints: plain letters, without seal or emblem."""
