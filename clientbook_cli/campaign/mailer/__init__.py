"""The mail account: its password and its server. The only room that imports yagmail and keyring."""
