"""Studies made with collabsim: not part of the package."""
