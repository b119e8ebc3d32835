use std::fmt;

use sha2::{Digest, Sha256};

use super::super::error::StoreError;

/// The address of a git store: `git+ssh://…`, `git+https://…` or `git+file://…`, and `#branch`,
/// `main` if none is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GitAddress {
    url: String,
    branch: String,
}

impl GitAddress {
    /// Reads an address.
    ///
    /// # Errors
    /// Fails if the scheme is another one (`ext::` runs programs), the host or the branch could be
    /// taken for an option, or the branch is not a valid name.
    pub fn parse(address: &str) -> Result<Self, StoreError> {
        let fail = |why: &str| {
            Err(StoreError::Address {
                address: without_password(address),
                why: why.into(),
            })
        };
        let (url, branch) = address.split_once('#').unwrap_or((address, "main"));
        let Some(url) = url.strip_prefix("git+") else {
            return fail("is no git repository: write git+ssh://, git+https:// or git+file://");
        };
        let Some((scheme, rest)) = url.split_once("://") else {
            return match scp_form(url) {
                Some(form) => fail(&format!("has the form that scp takes: write {form}#{branch}")),
                None => fail("has no scheme: write git+ssh://, git+https:// or git+file://"),
            };
        };
        if !["ssh", "https", "file"].contains(&scheme) {
            return fail("has another scheme than git+ssh, git+https or git+file");
        }
        let host = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
        if let Some((place, path)) = no_port(rest).filter(|_| scheme != "file") {
            let form = without_password(&format!("git+{scheme}://{place}/{path}"));
            return fail(&format!(
                "has a `:` behind its host, and no port: write {form}#{branch}"
            ));
        }
        if rest.is_empty() || rest.starts_with('-') || host.starts_with('-') {
            return fail("names no host or path that git would take for one");
        }
        if url.chars().any(|c| c.is_control() || c.is_whitespace()) {
            return fail("holds white space or a control character: percent-encode it");
        }
        if let Some(name) = branch.strip_prefix("refs/") {
            return match name.strip_prefix("heads/").filter(|name| is_branch(name)) {
                Some(name) => fail(&format!("names its branch as a reference: write #{name}")),
                None => fail(
                    "names a reference that is no branch after `#`: write the name of a branch, as in `#main`",
                ),
            };
        }
        if !is_branch(branch) {
            return fail("names no branch after `#`: letters, digits, `/`, `.`, `_` and `-`, as in `#main`");
        }
        Ok(Self {
            url: url.to_owned(),
            branch: branch.to_owned(),
        })
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }

    pub(super) fn branch(&self) -> &str {
        &self.branch
    }

    pub(super) fn is_on_this_machine(&self) -> bool {
        self.url.starts_with("file://")
    }

    /// The name of the folder for data fetched from it.
    pub(in crate::store) fn folder(&self) -> String {
        let digest = Sha256::digest(format!("{}#{}", self.url, self.branch));
        digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    }
}

impl fmt::Display for GitAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "git+{}#{}", without_password(&self.url), self.branch)
    }
}

/// Accepts the names that `git check-ref-format --branch` accepts, in ASCII.
fn is_branch(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '_' | '-');
    !name.is_empty()
        && name.len() <= 200
        && name.chars().all(plain)
        && !name.starts_with('-')
        && !name.contains("..")
        && name.split('/').all(|step| {
            !step.is_empty() && !step.starts_with('.') && !step.ends_with('.') && !step.ends_with(".lock")
        })
}

/// The address for a form that git accepts as well, `git@host:path` or `host:path/to.git`; `None`
/// if it is none of these.
pub(crate) fn scp_form(text: &str) -> Option<String> {
    let (place, path) = text.split_once(':')?;
    let is_scheme = ["file", "ftp", "git", "http", "https", "s3", "gs", "az", "ssh"].contains(&place);
    let is_place = !place.is_empty() && !place.starts_with('-') && !place.contains(['/', '\\']);
    // Text with an `@` may be a password.
    let is_path = !path.is_empty() && !path.starts_with([':', '/', '\\']) && !path.contains('@');
    let is_of_git = place.contains('@') || path.contains('/') || path.ends_with(".git");
    (is_place && is_path && is_of_git && !is_scheme).then(|| format!("git+ssh://{place}/{path}"))
}

/// The text before and after a `:` behind the host that does not begin a port.
fn no_port(rest: &str) -> Option<(&str, &str)> {
    let authority = &rest[..rest.find('/').unwrap_or(rest.len())];
    let host = authority.rfind('@').map_or(0, |at| at + 1);
    let colon = host + authority[host..].find(':')?;
    // An IPv6 address has colons of its own.
    let is_port = rest[colon + 1..authority.len()]
        .bytes()
        .all(|byte| byte.is_ascii_digit());
    (!is_port && !authority[host..].starts_with('[')).then(|| (&rest[..colon], &rest[colon + 1..]))
}

/// An address in a form that may be shown. Over ssh a user has a name, and a password is cut. Elsewhere the text before an
/// `@` may be a token, and so may what follows a `?`.
pub(crate) fn without_password(address: &str) -> String {
    let Some((scheme, rest)) = address.split_once("://") else {
        return address.to_owned();
    };
    let (rest, query) = match rest.split_once('?') {
        Some((rest, _)) => (rest, "?…"),
        None => (rest, ""),
    };
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let host = match authority.rsplit_once('@') {
        Some((user, host)) if scheme.ends_with("ssh") => {
            format!("{}@{host}", user.split(':').next().unwrap_or_default())
        }
        Some((_, host)) => format!("…@{host}"),
        None => authority.to_owned(),
    };
    format!("{scheme}://{host}{path}{query}")
}

/// The text of an address before its `@`, if it may be a secret.
pub(super) fn secret(url: &str) -> Option<&str> {
    let (scheme, rest) = url.split_once("://")?;
    let authority = &rest[..rest.find(['/', '?']).unwrap_or(rest.len())];
    let (user, _) = authority.rsplit_once('@')?;
    match scheme.ends_with("ssh") {
        true => user.split_once(':').map(|(_, password)| password),
        false => Some(user),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_branch_is_main_unless_it_is_named() {
        let shown = |text: &str| GitAddress::parse(text).unwrap().to_string();
        assert_eq!(
            shown("git+ssh://git@host/contracts"),
            "git+ssh://git@host/contracts#main"
        );
        assert_eq!(
            shown("git+file:///srv/c.git#a/b-1"),
            "git+file:///srv/c.git#a/b-1"
        );
    }

    #[test]
    fn a_password_is_used_and_never_shown() {
        let address = GitAddress::parse("git+https://me:secret@host/c.git").unwrap();
        assert_eq!(address.to_string(), "git+https://…@host/c.git#main");
        assert_eq!(address.url(), "https://me:secret@host/c.git");
        for (text, shown) in [
            (
                "git+https://ghp_secret@host/c.git",
                "git+https://…@host/c.git#main",
            ),
            (
                "git+https://host/c.git?token=secret",
                "git+https://host/c.git?…#main",
            ),
            ("git+ssh://git:secret@host/c.git", "git+ssh://git@host/c.git#main"),
            ("git+ssh://git@host/c.git", "git+ssh://git@host/c.git#main"),
        ] {
            let address = GitAddress::parse(text).unwrap();
            assert_eq!(address.to_string(), shown);
            assert!(secret(address.url()).is_none_or(|secret| !shown.contains(secret)));
        }
        let error = GitAddress::parse("git+ftp://me:secret@host/c.git").unwrap_err();
        assert!(!error.to_string().contains("secret"), "{error}");
    }

    #[test]
    fn a_branch_is_named_and_not_its_reference() {
        let said = |branch: &str| {
            let address = format!("git+file:///srv/c.git#{branch}");
            GitAddress::parse(&address).unwrap_err().to_string()
        };
        assert!(said("refs/heads/main").ends_with("write #main"));
        assert!(said("refs/heads/a/b").ends_with("write #a/b"));
        for other in ["refs/tags/v1", "refs/heads/", "refs/heads/-x", "refs/"] {
            assert!(said(other).contains("a reference that is no branch"), "{other}");
        }
        assert!(GitAddress::parse("git+file:///srv/c.git#refs").is_ok());
    }

    #[test]
    fn address_that_git_takes_for_an_option_or_a_program_is_refused() {
        for text in [
            "git+ext::sh -c id",
            "ext::sh -c id",
            "git+-oProxyCommand=x",
            "git+ssh://-oProxyCommand=x/y",
            "git+ssh://me@-oProxyCommand=x/y",
            "git+https://host/a b",
            "git+https://host/a#-x",
            "git+https://host/a#a..b",
            "git+https://host/a#a.lock",
            "git+https://host/a#",
            "git+http://host/a",
            "git+file://",
        ] {
            assert!(GitAddress::parse(text).is_err(), "{text}");
        }
    }
}
