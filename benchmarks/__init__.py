"""How fast Afterglow is, beside the tools an expert would use otherwise."""
