"""How the site prints dates where Django does it otherwise than the language; see `FORMAT_MODULE_PATH`."""
