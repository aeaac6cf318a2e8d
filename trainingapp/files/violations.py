"""Why an upload is refused: each reason is a fact with a sentence, and a status for upload programs."""

from __future__ import annotations

from typing import ClassVar

from trainingapp.rules.errors import RuleViolation


class UploadRefused(RuleViolation):
    """An upload that cannot be taken. `status` is what tus programs read."""

    status: ClassVar[int] = 409
    message = "This file cannot be taken."


class UnknownPurpose(UploadRefused):
    """Nothing on the site takes such uploads."""

    status = 400
    message = "Nothing on this site takes such a file."


class NotForYou(UploadRefused):
    """The purpose needs a permission that the sender has not."""

    status = 403
    message = "You may not upload files for this purpose."


class TooLarge(UploadRefused):
    """More bytes than the purpose takes."""

    status = 413
    message = "%(name)s is larger than the %(most)s MB that are taken here."


class EmptyFile(UploadRefused):
    """A file without a byte: usually one that was still being written."""

    status = 400
    message = "%(name)s is empty."


class TooManyOpen(UploadRefused):
    """Too many uploads of one person on their way."""

    status = 429
    message = (
        "Too many of your files are on their way. Let some of them arrive or cancel them first."
    )


class Executable(UploadRefused):
    """A program, whatever it calls itself."""

    status = 415
    message = "%(name)s is a program. Programs are not taken."


class WithMacros(UploadRefused):
    """An office document that carries a program."""

    status = 415
    message = "%(name)s contains macros. Save it without macros and send it again."


class WrongType(UploadRefused):
    """Content of a type that the purpose does not take."""

    status = 415
    message = "%(name)s is of a type that is not taken here (found: %(found)s)."


class ContentDiffers(UploadRefused):
    """The whole file's hash is not the one that was announced."""

    status = 460
    message = "%(name)s has changed on its way. Please send it again."


class Infected(UploadRefused):
    """The virus scanner found something."""

    status = 422
    message = "The virus scanner refuses %(name)s."


class ScannerAway(UploadRefused):
    """The virus scanner that is set cannot be asked; nothing passes without it."""

    status = 503
    message = (
        "The virus scanner cannot be reached. The file waits here and is looked at again by itself."
    )


class DiskFull(UploadRefused):
    """No room for these bytes."""

    status = 507
    message = "The site has no room for this file at present. Nothing of what has arrived is lost; try again later."


class StorageAway(UploadRefused):
    """The storage cannot be reached."""

    status = 503
    message = "The file store cannot be reached. The file waits here and is put away by itself."


class Crowded(UploadRefused):
    """So many bodies come and go that another would take the threads of everybody else."""

    status = 503
    message = "Many files are coming and going at present. It goes on by itself in a moment."


class StillChecking(UploadRefused):
    """Every byte is here, but nobody has looked at them yet."""

    status = 423
    message = "%(name)s is still being checked. Try again in a moment."


class NotArrived(UploadRefused):
    """Claimed before the last byte."""

    message = "%(name)s has not arrived completely yet."


class UploadGone(UploadRefused):
    """Cancelled, expired, refused or already used."""

    status = 410
    message = "This upload has ended. Please send the file again."


class OffsetDiffers(UploadRefused):
    """The bytes do not continue where the upload stands."""

    status = 409
    message = "The file continues elsewhere. Ask where, and send from there."


class ChecksumDiffers(UploadRefused):
    """A piece changed on its way; nothing of it was kept."""

    status = 460
    message = "A piece of the file has changed on its way and was not kept."


class BadRequest(UploadRefused):
    """A request that is not tus 1.0; for programmers, so it names what is missing."""

    status = 400
    message = "This upload request cannot be understood: %(what)s."


class NoBytes(UploadRefused):
    """A PATCH without the content type of tus."""

    status = 415
    message = "The bytes of an upload come as application/offset+octet-stream."


class OtherVersion(UploadRefused):
    """A program that speaks another version of tus."""

    status = 412
    message = "This site speaks version 1.0.0 of the upload protocol."
