"""clientbook: a store's book of clients, from the till's export to tomorrow's calls and mails."""

__version__ = "0.1.0"
