//! The objects of a bucket as inputs of messages: listed in a fixed order, and read a part at a
//! time.

use std::io::{self, Read};
use std::sync::Arc;

use futures_util::stream::TryStreamExt;
use object_store::path::Path;
use object_store::{GetOptions, ObjectMeta, ObjectStoreExt};

use super::ObjectStore;
use crate::messages::{Bucket, Object};

/// The size of a part, in bytes. One answer of a server may be larger.
const PART: u64 = 4 << 20;

/// The list of a bucket is held until its objects are read.
const MOST_OBJECTS: usize = 1_000_000;

impl ObjectStore {
    /// Waits for an answer, within the time limit of a request.
    async fn answered<T>(
        &self,
        asked: impl Future<Output = Result<T, object_store::Error>>,
    ) -> Result<T, io::Error> {
        match tokio::time::timeout(self.network.timeout, asked).await {
            Ok(done) => done.map_err(why),
            Err(_) => Err(io::Error::new(io::ErrorKind::TimedOut, self.network.late())),
        }
    }

    /// What is listed below the folder.
    async fn below(&self) -> Result<Vec<ObjectMeta>, io::Error> {
        let folder = (!self.folder.as_ref().is_empty()).then_some(&self.folder);
        self.answered(async {
            let mut listed = self.objects.list(folder);
            let mut below = Vec::new();
            while let Some(meta) = listed.try_next().await? {
                if below.len() == MOST_OBJECTS {
                    return Err(object_store::Error::Generic {
                        store: "list",
                        source: format!("there are more than {MOST_OBJECTS} objects; name a folder below")
                            .into(),
                    });
                }
                below.push(meta);
            }
            Ok(below)
        })
        .await
    }

    /// The object whose name is the whole address.
    async fn named(&self) -> Result<Option<ObjectMeta>, io::Error> {
        if self.folder.as_ref().is_empty() {
            return Ok(None);
        }
        match self.answered(self.objects.head(&self.folder)).await {
            Ok(meta) => Ok(Some(meta)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }
}

impl Bucket for ObjectStore {
    fn location(&self) -> &str {
        &self.location
    }

    fn list(&self) -> Result<Vec<Object>, io::Error> {
        let (named, mut below) =
            self.run(async { Ok::<_, io::Error>((self.named().await?, self.below().await?)) })?;
        // Some clouds list an object below its own name.
        below.retain(|meta| meta.location != self.folder);
        // Some clouds have an empty object for a folder.
        let mut objects: Vec<Object> = named
            .into_iter()
            .filter(|meta| meta.size > 0 || below.is_empty())
            .map(|meta| Object {
                path: Vec::new(),
                size: meta.size,
            })
            .collect();
        let above = self.folder.parts().count();
        objects.extend(below.into_iter().map(|meta| {
            Object {
                path: meta
                    .location
                    .parts()
                    .skip(above)
                    .map(|part| part.as_ref().to_owned())
                    .collect(),
                size: meta.size,
            }
        }));
        // As the files of a folder: by name in each folder, with what is in its folders.
        objects.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        Ok(objects)
    }

    fn open(self: Arc<Self>, object: &Object) -> Result<Box<dyn Read + Send>, io::Error> {
        if object.size == 0 {
            return Ok(Box::new(io::empty()));
        }
        let path = match object.path.is_empty() {
            true => self.folder.clone(),
            false => ObjectStore::path(&self, &object.path.join("/")).map_err(io::Error::other)?,
        };
        let mut download = Download {
            bucket: self,
            path,
            found: None,
            at: 0,
            part: io::Cursor::default(),
        };
        download.next_part()?;
        Ok(Box::new(download))
    }
}

/// An object that is being read.
struct Download {
    bucket: Arc<ObjectStore>,
    path: Path,
    /// The object as it was when its first part came.
    found: Option<ObjectMeta>,
    /// Where the next part begins.
    at: u64,
    part: io::Cursor<Vec<u8>>,
}

impl Download {
    /// Returns `false` at the end.
    fn next_part(&mut self) -> Result<bool, io::Error> {
        let size = self.found.as_ref().map_or(u64::MAX, |found| found.size);
        if self.at >= size {
            return Ok(false);
        }
        let options = GetOptions {
            range: Some((self.at..size.min(self.at + PART)).into()),
            ..GetOptions::default()
        };
        let bucket = &self.bucket;
        let asked = bucket.answered(async {
            let answer = bucket.objects.get_opts(&self.path, options).await?;
            let meta = answer.meta.clone();
            Ok((meta, answer.bytes().await?))
        });
        let (meta, bytes) = bucket.run(asked).map_err(|error| self.cause(error))?;
        if self.is_other(&meta) {
            return Err(changed());
        }
        if bytes.is_empty() {
            return Err(io::Error::other("the server sent nothing of it"));
        }
        self.at += bytes.len() as u64;
        self.found = Some(meta);
        self.part = io::Cursor::new(bytes.into());
        Ok(true)
    }

    /// Returns `true` if it is not the object that the first part came from.
    fn is_other(&self, meta: &ObjectMeta) -> bool {
        self.found.as_ref().is_some_and(|found| {
            (&found.e_tag, found.size, found.last_modified) != (&meta.e_tag, meta.size, meta.last_modified)
        })
    }

    /// What became of an object whose next part does not come.
    fn cause(&self, error: io::Error) -> io::Error {
        match error.kind() {
            io::ErrorKind::NotFound if self.at > 0 => {
                io::Error::new(error.kind(), "it was removed while it was read")
            }
            // A shorter one has no such part, and each cloud says that in its own way.
            io::ErrorKind::Other if self.at > 0 => {
                let asked = self.bucket.answered(self.bucket.objects.head(&self.path));
                match self.bucket.run(asked) {
                    Ok(meta) if self.is_other(&meta) => changed(),
                    _ => error,
                }
            }
            _ => error,
        }
    }
}

impl Read for Download {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            let count = self.part.read(into)?;
            if count > 0 || into.is_empty() || !self.next_part()? {
                return Ok(count);
            }
        }
    }
}

fn changed() -> io::Error {
    io::Error::other("it was changed while it was read; run the audit again once it is written")
}

/// The reason for people. What a server says about a signature may show credentials.
fn why(error: object_store::Error) -> io::Error {
    match error {
        object_store::Error::PermissionDenied { .. } | object_store::Error::Unauthenticated { .. } => {
            io::Error::new(
                io::ErrorKind::PermissionDenied,
                "the server refuses access; set credentials that may list and read it, as AWS_…, GOOGLE_… or AZURE_… \
                 in the environment",
            )
        }
        object_store::Error::NotFound { .. } => io::Error::new(
            io::ErrorKind::NotFound,
            "it is not there; check the names of the bucket and the object",
        ),
        other => io::Error::other(other.to_string()),
    }
}
