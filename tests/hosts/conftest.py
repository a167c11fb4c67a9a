"""What the hosts' tests share: the command `kharden` of this checkout, for a host's PATH."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def kharden_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for PATH that holds nothing but `kharden`, as an installation's script would call it."""
    folder = tmp_path_factory.mktemp("bin")
    script = folder / "kharden"
    script.write_text(
        f"#!{sys.executable}\n"
        f"import sys\nsys.path.insert(0, {str(ROOT)!r})\n"
        "from postrender.cli import main\nsys.exit(main())\n"
    )
    script.chmod(0o755)
    return folder
