"""The docs site as it is published: what the target ``docs`` prints, with third-party code bundled in."""
