"""How well a cleaner does on pages whose main text is known."""
