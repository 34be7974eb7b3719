"""Executors that come with codegen.  They are run as scripts and import nothing of codegen."""
