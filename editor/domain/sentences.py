"""The one table from error class to the sentence a person reads."""

from __future__ import annotations

from editor.domain import errors

# A class without a row of its own fails a test; ``{detail}`` and the error's fields are filled in.
SENTENCES: dict[type[errors.BackbenchError], str] = {
    errors.Bug: "Backbench made a mistake of its own. Your work is saved; the log has the details.",
    errors.WorldError: "That did not work: {detail}",
    errors.BadInput: "{detail}",
    errors.NotFound: "{detail} is not on this desk. It may have been withdrawn on the site.",
    errors.NotAllowed: "Your role on this site does not allow that. {detail}",
    errors.StorageError: "The desk's database cannot be used: {detail}",
    errors.DiskFull: "The disk is full. Free some space and try again; everything saved so far is safe.",
    errors.ReadOnlyStorage: "The desk cannot write to {detail}. Check the folder's permissions; nothing was changed.",
    errors.WrongKey: (
        "The key does not open this desk's database. Restore the key to the keyring, or give the passphrase "
        "it was made with."
    ),
    errors.NewerDatabase: (
        "This database was written by a newer Backbench. Update Backbench on this computer; the file was not changed."
    ),
    errors.DamagedDatabase: (
        "The desk's database is damaged. Restore the last backup with “backbench db restore”; the damaged file is kept."
    ),
    errors.DatabaseInUse: "Another program is using this desk's database. Close it and try again; nothing was changed.",
    errors.SecretsUnavailable: "No keyring was found on this computer. Start one, or set a passphrase for this desk.",
    errors.PortTaken: "{detail} is already in use. Stop the other program or choose another port with --port.",
    errors.SiteError: "The site did not answer as expected: {detail}",
    errors.SiteUnreachable: (
        "The site cannot be reached. Everything is saved on this desk and will be sent when it answers."
    ),
    errors.NotOurSite: (
        "{detail} answered with a page instead of data. Check the address, or sign in to the network you are on."
    ),
    errors.TokenRefused: (
        "The site no longer accepts this desk. Sign in again with “backbench profile sign-in”; your work is safe here."
    ),
    errors.SiteBusy: "The site asks to wait {retry_after:.0f} seconds. Sending goes on by itself.",
    errors.ResyncRequired: (
        "The site was restored or replaced. The desk compares everything once; nothing here is thrown away."
    ),
    errors.SiteRefused: "{detail}",
    errors.ClockSkew: (
        "This computer's clock is {detail} away from the site's. Set the clock; nothing bound to a time is "
        "sent until then."
    ),
    errors.ManyDeletions: (
        "The site says that {count} things on this desk are gone. Nothing was deleted here: look at the list under "
        "Activity and confirm, or run “backbench sync --let-go”."
    ),
}


def sentence_for(error: BaseException) -> str:
    """The sentence for ``error``: its own row, or its nearest ancestor's; anything unknown counts as a bug."""
    for kind in type(error).__mro__:
        template = SENTENCES.get(kind)
        if template is not None:
            fields = getattr(error, "fields", {})
            return template.format(**{"detail": str(error), **fields})
    return SENTENCES[errors.Bug]


def is_our_mistake(error: BaseException) -> bool:
    """True when the error is not something the world did, so that it belongs to the crash reporter."""
    return not isinstance(error, errors.WorldError)
