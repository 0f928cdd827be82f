"""England held to what NHS trusts really did: targets, yardsticks, fit, doubt."""
