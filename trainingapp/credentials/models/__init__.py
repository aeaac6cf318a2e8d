"""The tables of credentials, by what they are about."""

from trainingapp.credentials.models.verifiable import (
    Credential as Credential,
    CredentialEvent as CredentialEvent,
    IssuerKey as IssuerKey,
    StatusList as StatusList,
)
