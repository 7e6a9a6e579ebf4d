"""The site's colours where no style sheet reaches: in images and manifests. A test keeps them equal to `tokens.css`."""

GANCH = "#faf7f1"
INK = "#16222e"
QUIET = "#4a5663"
LAPIS = "#1b3a7a"
DEEP_LAPIS = "#12264f"
TURQUOISE = "#00707c"
TILE = "#1fa6b0"
ON_DEEP = "#fff"
ON_DEEP_QUIET = "#c9d5ec"
OCHRE_TILE = "#c98a1b"  # ornament only, so it is in `band.svg` and no token
