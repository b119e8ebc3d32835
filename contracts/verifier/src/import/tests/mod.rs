mod bundling;
mod closing;
mod hostile;
mod integers;
mod lifting;
mod never_sent;
mod patterns;

use std::fs;
use std::path::Path;

use super::*;
use counterpart_engine::json::Json;

/// A folder with these files.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn options(role: Role) -> Options {
    let mut options = Options::new(Identity::new("shop", role, "order.placed", None).unwrap());
    // Most schemas here show how one thing is written, and assert little else.
    options.schemas.anything = true;
    options
}

fn import_from(folder: &Path, named: &[&str], mut options: Options) -> Result<Imported, ImportError> {
    let files: Vec<_> = named.iter().map(|name| folder.join(name)).collect();
    options.schemas.base.get_or_insert_with(|| folder.to_owned());
    import(&files, &options)
}

fn imported(files: &[(&str, &str)], named: &[&str], options: Options) -> Imported {
    import_from(folder(files).path(), named, options).unwrap_or_else(|error| panic!("{error}"))
}

fn schema(imported: &Imported) -> String {
    Json::Object(imported.contract.schema().clone()).to_string()
}

/// One file as a consumer's contract: nothing is added to it.
fn lifted(text: &str) -> String {
    schema(&imported(
        &[("a.json", text)],
        &["a.json"],
        options(Role::Consumes),
    ))
}

/// One file as an emitted schema with unbounded integers, and the places where it was closed.
fn closed(text: &str) -> (String, Vec<String>) {
    closed_of(&[("a.json", text)])
}

fn closed_of(files: &[(&str, &str)]) -> (String, Vec<String>) {
    let mut options = options(Role::Emits);
    options.schemas.integers = Integers::Unbounded;
    let imported = imported(files, &["a.json"], options);
    let places = imported.closed.iter().map(Pointer::to_string).collect();
    (schema(&imported), places)
}

/// The error of an import of `a.json`, with the folder called `BASE`.
fn refused(files: &[(&str, &str)]) -> String {
    let folder = folder(files);
    let error = import_from(folder.path(), &["a.json"], options(Role::Consumes)).unwrap_err();
    error
        .to_string()
        .replace(&folder.path().display().to_string(), "BASE")
}
