//! The path of a source file, the same on every machine.

use std::path::Path;

/// The file relative to its package, with `/`. `within` is the package's folder relative to the root of the
/// workspace, from which the compiler names the files of members; it names files of other packages in full.
pub(super) fn relative(file: &str, out_dir: Option<&str>, manifest_dir: &str, within: &Path) -> String {
    let windows = manifest_dir.contains('\\');
    let slashes = |path: &str| {
        if windows {
            path.replace('\\', "/")
        } else {
            path.to_owned()
        }
    };
    let file = slashes(file);
    let below = |folder: &str| {
        let rest = file.strip_prefix(slashes(folder).trim_end_matches('/'))?;
        rest.strip_prefix('/').map(str::to_owned)
    };
    if let Some(generated) = out_dir.and_then(below) {
        return format!("$OUT_DIR/{generated}");
    }
    if let Some(own) = below(manifest_dir) {
        return own;
    }
    let absolute = file.starts_with('/') || file.get(1..3) == Some(":/");
    if absolute {
        // Files outside the package have another path on every machine.
        return file.rsplit('/').next().unwrap_or_default().to_owned();
    }
    let within: Vec<_> = within.iter().map(|step| step.to_string_lossy()).collect();
    let own = (!within.is_empty()).then(|| below(&within.join("/"))).flatten();
    own.unwrap_or(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_from_its_package_wherever_the_compiler_starts() {
        let name = |file, manifest_dir, within: &str| relative(file, None, manifest_dir, Path::new(within));
        assert_eq!(name("src/lib.rs", "/w", ""), "src/lib.rs");
        assert_eq!(name("src/lib.rs", "/w/src", "src"), "lib.rs");
        assert_eq!(
            name("examples/auth/src/lib.rs", "/w/examples/auth", "examples/auth"),
            "src/lib.rs"
        );
        assert_eq!(name("/w/auth/src/lib.rs", "/w/auth", ""), "src/lib.rs");
        assert_eq!(name("auth\\src\\lib.rs", "C:\\w\\auth", "auth"), "src/lib.rs");
        assert_eq!(name("C:\\w\\auth\\src\\lib.rs", "C:\\w\\auth", ""), "src/lib.rs");
        assert_eq!(name("/elsewhere/shared.rs", "/w/auth", "auth"), "shared.rs");
        assert_eq!(
            name("authority/src/lib.rs", "/w/auth", "auth"),
            "authority/src/lib.rs"
        );
    }

    #[test]
    fn generated_source_has_no_hash_in_its_name() {
        let out = "/w/target/debug/build/auth-0123/out";
        let file = format!("{out}/events.rs");
        assert_eq!(
            relative(&file, Some(out), "/w", Path::new("")),
            "$OUT_DIR/events.rs"
        );
    }
}
