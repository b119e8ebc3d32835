//! Files that operating systems and file shares add to folders.

/// Returns true if a file or folder of this name belongs to no one who works with the folder: the desktop or the
/// share made it.
pub fn is_dropped(name: &str) -> bool {
    // On macOS, `._x` holds the metadata of `x` that its file system cannot store. NFS and FUSE rename a deleted
    // file that a program has open.
    name.starts_with("._")
        || name.starts_with(".nfs")
        || name.starts_with(".fuse_hidden")
        || name.starts_with(".Trash-")
        || [
            ".DS_Store",
            ".localized",
            ".directory",
            "@eaDir",
            "Thumbs.db",
            "ehthumbs.db",
            "desktop.ini",
        ]
        .iter()
        .any(|known| name.eq_ignore_ascii_case(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_system_files_are_recognised() {
        for name in [
            ".DS_Store",
            "Thumbs.db",
            "thumbs.db",
            "Desktop.ini",
            "._user.json",
            ".nfs0001",
        ] {
            assert!(is_dropped(name), "{name}");
        }
        for name in ["user.json", ".user.json", ".git", ".gitkeep", "_x", "thumbs", ""] {
            assert!(!is_dropped(name), "{name}");
        }
    }
}
