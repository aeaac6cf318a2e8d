"""How a credential is signed, screened and verified: Data Integrity, eddsa-rdfc-2022, an issuer of did:web."""
