//! Files that operating systems and file shares drop into folders, beside what people put there.

/// Returns true if a file or folder of this name belongs to no one who works with the folder: the desktop or the
/// share made it.
pub fn is_dropped(name: &str) -> bool {
    // macOS: what belongs to `x` and its file system cannot hold stands in `._x`. NFS and FUSE rename what is deleted
    // while a program has it open.
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
    fn what_desktops_and_shares_leave_is_known_and_nothing_else() {
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
