"""Documents on the disk against a schema, through a printed checker that is kept from run to run.

:mod:`~codegen.validating.checkers` has the checker, :mod:`~codegen.validating.files` finds the files,
:mod:`~codegen.validating.judge` judges one after the other, :mod:`~codegen.validating.spread` many at once.
"""
