"""The virtual desk: the stock of fridges without a reader, scanned in a browser, kept by the gateway itself."""
