"""Where a store folder lies: whether it is private, on a network, in a synced folder, on a disk with room.

Neutral between systems: what a system cannot tell is not asked there.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
from pathlib import Path

# A book is written as a new file beside the old one in a restore, and a backup lies beside both.
ROOM_FOR_BOOKS = 3
LEAST_ROOM = 200 * 2**20  # bytes

_NETWORK = re.compile(r"(fuse\.)?(nfs4?|cifs|smb3|smbfs|sshfs|davfs2?|rclone|afs|ceph|glusterfs|lustre)")
_SYNCED = {
    "dropbox": "Dropbox",
    "onedrive": "OneDrive",
    "icloud": "iCloud Drive",
    "mobile documents": "iCloud Drive",
    "google drive": "Google Drive",
    "googledrive": "Google Drive",
    "cloudstorage": "a cloud folder",
    "nextcloud": "Nextcloud",
    "box sync": "Box",
}


def open_to_others(path: Path) -> bool:
    """Whether other users of the computer may read or write a file or folder; never, where rights are no numbers."""
    return os.name == "posix" and bool(stat.S_IMODE(path.stat().st_mode) & 0o077)


def may_write(folder: Path) -> bool:
    """Whether we may make files in a folder."""
    return os.access(folder, os.W_OK | os.X_OK)


def syncing_service(folder: Path) -> str:
    """The service that copies this folder to other machines, by the names along its path; empty: none."""
    for part in folder.parts:
        for sign, service in _SYNCED.items():
            if part.casefold().startswith(sign):
                return service
    return ""


def network_file_system(folder: Path, *, mounts: Path = Path("/proc/mounts")) -> str:
    """The kind of network drive a folder lies on; empty: none, or this system does not tell."""
    if str(folder).startswith("\\\\"):
        return "a network share"
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    here = folder.resolve()
    found, kind = Path(), ""
    for line in lines:
        _, point, file_system, *_ = [*line.split(" "), "", "", ""]
        mounted = Path(re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), point))
        # Of two mounts over one another the later one counts.
        if here.is_relative_to(mounted) and len(mounted.parts) >= len(found.parts):
            found, kind = mounted, file_system
    return kind if _NETWORK.fullmatch(kind) else ""


def room(folder: Path, book: Path) -> tuple[int, int]:
    """Bytes that are free on the disk, and bytes that should be."""
    size = book.stat().st_size if book.exists() else 0
    return shutil.disk_usage(folder).free, max(LEAST_ROOM, ROOM_FOR_BOOKS * size)
