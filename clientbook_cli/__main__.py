"""The entry point: private files first, then the command line."""

import os


def main() -> None:
    """Run the command line. Every file made from here on is the owner's alone (0600, folders 0700)."""
    os.umask(0o077)
    from clientbook_cli.cli.app import run

    run()


if __name__ == "__main__":
    main()
