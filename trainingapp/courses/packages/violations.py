"""Why an archive is no package that can be taken: each reason is a fact with a sentence for its author."""

from __future__ import annotations

from trainingapp.files.violations import UploadRefused


class PackageRefused(UploadRefused):
    """An archive that is not taken as a package."""

    status = 422
    message = "This package cannot be taken."


class NoArchive(PackageRefused):
    message = "This is not a zip file that can be opened."


class TooManyEntries(PackageRefused):
    message = "The package holds more than %(most)s files."


class UnpacksTooLarge(PackageRefused):
    message = "Unpacked, the package is larger than %(most)s MB."


class ZipBomb(PackageRefused):
    message = (
        "%(name)s grows more than %(most)s-fold when it is unpacked. Such files are not taken."
    )


class UnsafeName(PackageRefused):
    message = "The package holds a file name that is not safe: %(name)s"


class NamesCollide(PackageRefused):
    message = "Two files of the package have names that differ in capital letters only: %(name)s"


class SpecialEntry(PackageRefused):
    message = "%(name)s is a link or a special file. Only plain files are taken."


class EncryptedEntry(PackageRefused):
    message = "%(name)s is encrypted. Export the package without a password."


class OddCompression(PackageRefused):
    message = "%(name)s is compressed in a way that is not taken. Export the package as an ordinary zip file."


class DamagedEntry(PackageRefused):
    message = "The package is damaged at %(name)s. Export it again."


class ManifestMissing(PackageRefused):
    message = "The package has no imsmanifest.xml at its top, so it is not SCORM. Export it as SCORM 1.2 or 2004."


class ManifestUnreadable(PackageRefused):
    message = "The package's imsmanifest.xml cannot be read."


class ManifestWithEntities(PackageRefused):
    message = "The package's imsmanifest.xml declares a document type or entities. Such manifests are not taken."


class NotScorm(PackageRefused):
    message = (
        "The package's imsmanifest.xml names no version of SCORM that is taken here: 1.2 or 2004."
    )


class NothingToOpen(PackageRefused):
    message = "The package's imsmanifest.xml names nothing that learners could open."


class FileMissing(PackageRefused):
    message = "The package's imsmanifest.xml names a file that is not in it: %(name)s"


class FileElsewhere(PackageRefused):
    message = "The package opens an address outside of itself: %(name)s"
