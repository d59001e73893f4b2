"""What MkDocs calls: the pages of the reference, made from the code, are added to those in the folder."""

import sys
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File

sys.path.insert(0, str(Path(__file__).parents[1]))

from docs.generated import reference_pages


def on_files(files: Any, config: Any) -> Any:
    """Adds the generated pages; MkDocs calls it once the folder has been read."""
    for name, text in reference_pages().items():
        files.append(File.generated(config, name, content=text))
    return files
