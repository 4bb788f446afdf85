"""One module per engine, each an `Engine` set up as its own documentation says is fast."""
