"""How remote sides are asked over HTTP: accounts, retries, paging, descriptions."""
