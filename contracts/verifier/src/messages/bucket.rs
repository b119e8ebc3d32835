//! What the reader asks of a bucket of an object store.

use std::fmt;
use std::io::{self, Read};
use std::sync::Arc;

/// A bucket, or a folder in one, whose objects are inputs.
pub trait Bucket: fmt::Debug + Send + Sync {
    /// Its address, without credentials.
    fn location(&self) -> &str;

    /// All objects below, in the order in which they are read: by name in each folder, with what is
    /// in its folders.
    ///
    /// # Errors
    /// Fails if the bucket cannot be listed, with a reason that holds no secret.
    fn list(&self) -> Result<Vec<Object>, io::Error>;

    /// Opens an object. What it returns holds a part of the object at a time.
    ///
    /// # Errors
    /// Fails if the object cannot be read, with a reason that holds no secret.
    fn open(self: Arc<Self>, object: &Object) -> Result<Box<dyn Read + Send>, io::Error>;
}

/// An object of a bucket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object {
    /// The steps of its name below the location; none if the location is the object.
    pub path: Vec<String>,
    /// In bytes, as it is.
    pub size: u64,
}

impl Object {
    /// Its address.
    pub(super) fn name(&self, bucket: &dyn Bucket) -> String {
        let steps = self.path.iter().map(String::as_str);
        std::iter::once(bucket.location())
            .chain(steps)
            .collect::<Vec<_>>()
            .join("/")
    }
}
