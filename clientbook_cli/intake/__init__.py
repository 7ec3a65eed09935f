"""From a file's bytes to staged rows: which format it is, what each record says, what is set aside and why."""
