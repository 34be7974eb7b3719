"""Every speed claim of the README.  ``make bench`` runs them all; timings are ratios in one run."""
