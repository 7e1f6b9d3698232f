"""What all web pages share on the server's side: browser files, language, the way to sign in."""
