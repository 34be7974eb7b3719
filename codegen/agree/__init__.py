"""Proof that what comes out agrees with what went in.

Documents near the schema go to every generated artefact and to two reference validators; a document on
which they differ is shown, shrunk.  Artefacts are reached through processes that speak the protocol of
``docs/agreement-protocol.md``, so that any language plugs in.
"""
