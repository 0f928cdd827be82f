"""Reports: for each kind of question its table, findings, title and figure, a file each."""

from collabsim.caches import lend_to_matplotlib

lend_to_matplotlib()  # before anything here imports it
