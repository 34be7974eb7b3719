"""Random schemas and documents at their edges, to every artefact and every reference.

``python -m tests.fuzz --schemas 2000 --seed 7`` tries more than the suite does.
"""
