"""What companies and AHSNs do, and what innovations are worth."""
