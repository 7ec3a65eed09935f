"""The command line: the only room that imports typer and rich, reads the settings file and the clock, and prints."""
