"""Rules as data: read from TOML, checked, compiled and matched."""
