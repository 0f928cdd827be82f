"""The ten barriers, one file each: parameters, pure rules, a gate, and the sources of all three."""
