"""Reports: for each kind of question its table, findings, title and figure, a file each."""
