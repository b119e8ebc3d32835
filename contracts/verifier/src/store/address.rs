//! Chooses the backend of an address.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::backend::Store;
use super::cache;
use super::directory::Directory;
use super::error::StoreError;
use super::git::{GitAddress, GitStore};
use super::git::{scp_form, without_password};
use crate::messages::Bucket;
use counterpart::config::network::Network;

/// The place of a store.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Address {
    /// A folder: a path, or `file:///…`.
    Folder(PathBuf),
    /// A branch of a git repository: `git+ssh://…`, `git+https://…`, `git+file://…`, and `#branch`.
    Git(GitAddress),
    /// A bucket of an object store, and a folder in it: `s3://…`, `gs://…`, `az://…`.
    Bucket(String),
}

/// The forms of addresses, for messages.
const FORMS: &str = "write a folder, file:///…, git+ssh://…, git+https://… or git+file://… with #branch, s3://…, gs://… \
                     or az://…";

impl Address {
    /// Reads the address that a user named. Nothing is opened.
    ///
    /// # Errors
    /// Fails if it has none of the forms. Examples are another scheme (`ext::` runs programs), a
    /// text that begins with `-`, and one with a control character.
    pub fn parse(text: &str) -> Result<Self, StoreError> {
        let fail = |why: String| {
            Err(StoreError::Address {
                address: shown(text),
                why,
            })
        };
        if text.is_empty() {
            return fail(format!("is empty: {FORMS}"));
        }
        if text.starts_with('-') {
            return fail(format!(
                "begins with `-`, as an option does: {FORMS}; a folder of that name is `./{text}`"
            ));
        }
        if text.chars().any(char::is_control) {
            return fail("holds a control character".into());
        }
        if text.starts_with("git+") {
            return GitAddress::parse(text).map(Self::Git);
        }
        if let Some(path) = text.strip_prefix("file://") {
            return match decode_path(path) {
                Some(folder) => Ok(Self::Folder(folder)),
                None => fail("names no folder: write file:///the/way/to/it".into()),
            };
        }
        if BUCKETS.iter().any(|scheme| text.starts_with(scheme)) {
            return match check_bucket(text) {
                Ok(()) => Ok(Self::Bucket(text.to_owned())),
                Err(why) => fail(why.into()),
            };
        }
        if has_scheme(text) {
            return fail(match git_form(text) {
                Some(form) => format!("is an address for git itself: write {form}"),
                None => format!("has a scheme that is none of a store: {FORMS}"),
            });
        }
        Ok(Self::Folder(PathBuf::from(text)))
    }

    /// Opens the store. A git repository is fetched. A folder need not exist before the first
    /// write.
    ///
    /// # Errors
    /// Fails if the backend refuses, or this build lacks it. Fails if a folder belongs to git,
    /// including a bare repository.
    pub fn open(&self) -> Result<Box<dyn Store>, StoreError> {
        self.open_within(&Network::default())
    }

    /// Like [`open`](Self::open), with these limits on data from a network.
    ///
    /// # Errors
    /// Fails like [`open`](Self::open), or if a server exceeds its limits of time or data.
    pub fn open_within(&self, network: &Network) -> Result<Box<dyn Store>, StoreError> {
        Ok(match self {
            Self::Folder(folder) => {
                if let Some(form) = form_of_bare(folder) {
                    return Err(StoreError::Address {
                        address: folder.display().to_string(),
                        why: format!("is a git repository and not a folder of files: write {form}"),
                    });
                }
                Box::new(Directory::new(folder))
            }
            Self::Git(address) => {
                let folder = cache::cache_folder()?;
                cache::prepare(&folder.join(address.folder()))?;
                Box::new(GitStore::open_within(address.clone(), &folder, network)?)
            }
            Self::Bucket(url) => open_bucket(url, network)?,
        })
    }

    /// The folder, if it is one.
    pub fn folder(&self) -> Option<&Path> {
        match self {
            Self::Folder(folder) => Some(folder),
            _ => None,
        }
    }
}

/// Opens the store that a user named.
///
/// # Errors
/// See [`Address::parse`] and [`Address::open`].
pub fn open(address: &str) -> Result<Box<dyn Store>, StoreError> {
    Address::parse(address)?.open()
}

/// The schemes of buckets.
const BUCKETS: [&str; 3] = ["s3://", "gs://", "az://"];

/// Opens the bucket, or the folder in it, whose objects are messages; `None` if the text does not
/// begin with the scheme of a bucket. The time limit of a request applies. The size limit does not:
/// the reader of the messages has its own.
///
/// # Errors
/// Fails if the address is invalid, the environment lacks a setting that the cloud needs, or this
/// build lacks the feature `object-store`.
pub fn bucket_of_messages(text: &str, network: &Network) -> Option<Result<Arc<dyn Bucket>, StoreError>> {
    let is_bucket = BUCKETS.iter().any(|scheme| text.starts_with(scheme));
    is_bucket.then(|| {
        Address::parse(text)?;
        messages_in(text, network)
    })
}

#[cfg(feature = "object-store")]
fn messages_in(url: &str, network: &Network) -> Result<Arc<dyn Bucket>, StoreError> {
    let network = Network {
        size: counterpart::config::network::Size(u64::MAX),
        ..*network
    };
    Ok(Arc::new(super::ObjectStore::open_within(url, &network)?))
}

#[cfg(not(feature = "object-store"))]
fn messages_in(url: &str, _network: &Network) -> Result<Arc<dyn Bucket>, StoreError> {
    Err(built_without_buckets(url))
}

#[cfg(feature = "object-store")]
fn open_bucket(url: &str, network: &Network) -> Result<Box<dyn Store>, StoreError> {
    Ok(Box::new(super::ObjectStore::open_within(url, network)?))
}

#[cfg(not(feature = "object-store"))]
fn open_bucket(url: &str, _network: &Network) -> Result<Box<dyn Store>, StoreError> {
    Err(built_without_buckets(url))
}

#[cfg(any(test, not(feature = "object-store")))]
fn built_without_buckets(url: &str) -> StoreError {
    StoreError::Address {
        address: shown(url),
        why: "needs the feature `object-store`, which this build lacks: \
              `cargo install cargo-counterpart --features object-store`"
            .into(),
    }
}

/// The absolute path of a `file:` URL without its scheme.
fn decode_path(rest: &str) -> Option<PathBuf> {
    let path = rest.strip_prefix("localhost").unwrap_or(rest);
    let path = path.strip_prefix('/')?;
    let path = unescaped(path)?;
    // `file:///C:/x` on Windows.
    let path = if cfg!(windows) { path } else { format!("/{path}") };
    let is_plain = !path.is_empty() && !path.chars().any(char::is_control) && Path::new(&path).is_absolute();
    is_plain.then(|| PathBuf::from(path))
}

/// Without percent escapes.
fn unescaped(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        let mut digit = || char::from(rest.next()?).to_digit(16);
        bytes.push(match byte {
            b'%' => u8::try_from(digit()? * 16 + digit()?).ok()?,
            plain => plain,
        });
    }
    String::from_utf8(bytes).ok()
}

/// The address of a store in the git repository in a folder, if it is a repository without a work
/// tree.
fn form_of_bare(folder: &Path) -> Option<String> {
    let has = |name: &str| folder.join(name).exists();
    if !(has("HEAD") && has("objects") && has("refs")) {
        return None;
    }
    // Without the `.` and the last `/` of the given path.
    let folder: PathBuf = folder.canonicalize().ok()?.components().collect();
    let head = std::fs::read_to_string(folder.join("HEAD")).unwrap_or_default();
    let branch = head.trim().strip_prefix("ref: refs/heads/").unwrap_or("main");
    let place = format!("git+file://{}", folder.display());
    let named = [format!("{place}#{branch}"), format!("{place}#main")];
    let known = named.into_iter().find(|form| GitAddress::parse(form).is_ok());
    Some(known.unwrap_or_else(|| "git+file:///the/way/to/it#main".to_owned()))
}

/// The address of a store for an address that git itself accepts: `git@host:path`, `ssh://…`,
/// `https://…`.
fn git_form(text: &str) -> Option<String> {
    let form = match text.split_once("://") {
        Some(("ssh", _)) => without_password(&format!("git+{text}")),
        // Of these, `git` and `http` do not show who answers. The text before an `@` may be a
        // secret.
        Some(("https" | "http" | "git", rest)) => {
            let rest = rest.split('?').next().unwrap_or_default();
            let authority = rest.find('/').unwrap_or(rest.len());
            let host = rest[..authority].rfind('@').map_or(0, |at| at + 1);
            format!("git+https://{}", &rest[host..])
        }
        Some(_) => return None,
        None => scp_form(text)?,
    };
    let form = if form.contains('#') {
        form
    } else {
        format!("{form}#main")
    };
    GitAddress::parse(&form).is_ok().then_some(form)
}

fn check_bucket(url: &str) -> Result<(), &'static str> {
    let rest = url.split_once("://").map_or("", |(_, rest)| rest);
    let bucket = rest.split('/').next().unwrap_or_default();
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
    if bucket.is_empty() || bucket.starts_with('-') || !bucket.chars().all(plain) {
        return Err(
            "names no bucket: write letters, digits, `-`, `.` and `_` after `://`; \
                    credentials belong into the environment",
        );
    }
    if rest.contains(['?', '#', '\\', ' ']) {
        return Err("holds a `?`, `#`, `\\` or space, which no folder of a store has");
    }
    if rest.split('/').any(|step| step == "." || step == "..") {
        return Err("has a step `.` or `..`");
    }
    Ok(())
}

/// Returns `true` if the text before the first colon cannot be part of a path. One letter is a
/// drive.
fn has_scheme(text: &str) -> bool {
    let Some((scheme, _)) = text.split_once(':') else {
        return false;
    };
    scheme.len() != 1 && !scheme.contains(['/', '\\']) && !scheme.starts_with('.')
}

/// The address in a form that may be shown: without the text before an `@` and the query, which may be secrets.
fn shown(address: &str) -> String {
    let Some((scheme, rest)) = address.split_once("://") else {
        return address.to_owned();
    };
    let (rest, query) = match rest.split_once('?') {
        Some((rest, _)) => (rest, "?…"),
        None => (rest, ""),
    };
    match rest.split_once('@') {
        Some((_, rest)) => format!("{scheme}://…@{rest}{query}"),
        None => format!("{scheme}://{rest}{query}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_means_its_backend() {
        for text in [
            "contracts",
            "../shared/store",
            "./-x",
            "./a:b",
            "/srv/store",
            "a b",
            "C:\\store",
        ] {
            assert_eq!(
                Address::parse(text).unwrap(),
                Address::Folder(PathBuf::from(text))
            );
        }
        for text in [
            "git+ssh://git@host/c.git#main",
            "git+https://host/c",
            "git+file:///srv/c.git#x",
        ] {
            assert!(matches!(Address::parse(text), Ok(Address::Git(_))), "{text}");
        }
        for text in [
            "s3://bucket",
            "s3://bucket/a/b",
            "gs://bucket/",
            "az://container/x",
        ] {
            assert_eq!(Address::parse(text).unwrap(), Address::Bucket(text.into()));
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_file_url_is_a_folder() {
        for (text, path) in [
            ("file:///srv/store", "/srv/store"),
            ("file://localhost/srv/store", "/srv/store"),
            ("file:///srv/my%20store/", "/srv/my store/"),
        ] {
            assert_eq!(Address::parse(text).unwrap().folder(), Some(Path::new(path)));
        }
        for text in ["file://", "file://host/x", "file:///a%00b", "file:///a%0"] {
            assert!(Address::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn text_that_is_no_address_of_a_store_is_refused_with_the_forms() {
        let error = |text: &str| Address::parse(text).unwrap_err().to_string();
        insta::assert_snapshot!(error("ext::sh -c id"), @r#"the store "ext::sh -c id" has a scheme that is none of a store: write a folder, file:///…, git+ssh://…, git+https://… or git+file://… with #branch, s3://…, gs://… or az://…"#);
        insta::assert_snapshot!(error("--upload-pack=id"), @r#"the store "--upload-pack=id" begins with `-`, as an option does: write a folder, file:///…, git+ssh://…, git+https://… or git+file://… with #branch, s3://…, gs://… or az://…; a folder of that name is `./--upload-pack=id`"#);
        insta::assert_snapshot!(error("https://host/c?sig=secret"), @r#"the store "https://host/c?…" is an address for git itself: write git+https://host/c#main"#);
        insta::assert_snapshot!(error("https://me:secret@host/c.git"), @r#"the store "https://…@host/c.git" is an address for git itself: write git+https://host/c.git#main"#);
        insta::assert_snapshot!(error("s3:bucket/x"), @r#"the store "s3:bucket/x" has a scheme that is none of a store: write a folder, file:///…, git+ssh://…, git+https://… or git+file://… with #branch, s3://…, gs://… or az://…"#);
        insta::assert_snapshot!(error("git+ext::sh -c id"), @r#"the store "git+ext::sh -c id" has no scheme: write git+ssh://, git+https:// or git+file://"#);
        for text in [
            "",
            "-x",
            "a\0b",
            "a\nb",
            "ssh://host/x",
            "http://host",
            "git@host:c.git",
            "file:x",
            "s3:x",
            "ftp://x",
            "s3://",
            "s3:///x",
            "s3://key:secret@bucket/x",
            "s3://bucket/../x",
            "s3://bucket/a#b",
            "s3://-x/y",
            "git+-oProxyCommand=x",
            "memory:///",
        ] {
            let error = error(text);
            assert!(!error.contains("secret"), "{error}");
        }
    }

    #[test]
    fn a_build_without_object_stores_says_how_to_get_one() {
        let error = built_without_buckets("s3://bucket/x");
        insta::assert_snapshot!(error, @r#"the store "s3://bucket/x" needs the feature `object-store`, which this build lacks: `cargo install cargo-counterpart --features object-store`"#);
    }

    #[cfg(not(feature = "object-store"))]
    #[test]
    fn a_build_without_buckets_says_how_to_read_messages_from_one() {
        let error = bucket_of_messages("s3://logs/today", &Network::default())
            .unwrap()
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            built_without_buckets("s3://logs/today").to_string()
        );
        assert!(bucket_of_messages("logs/today", &Network::default()).is_none());
    }
}
