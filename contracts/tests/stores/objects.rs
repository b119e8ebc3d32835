//! Object stores: in memory, in a folder, and an S3 server where Python can bring one.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use counterpart::store::ObjectStore;
use counterpart::store::object_store::local::LocalFileSystem;
use counterpart::store::object_store::memory::InMemory;
use counterpart::store::object_store::path::Path as Folder;
use tempfile::TempDir;

pub(crate) enum Objects {
    Memory(Arc<InMemory>),
    Local(TempDir),
    S3 { endpoint: String, folder: String },
}

impl Objects {
    pub(crate) fn open(&self) -> ObjectStore {
        match self {
            Objects::Memory(memory) => {
                ObjectStore::within(memory.clone(), Folder::from("a/folder"), "memory:///a/folder").unwrap()
            }
            Objects::Local(folder) => {
                let local = LocalFileSystem::new_with_prefix(folder.path()).unwrap();
                ObjectStore::within(Arc::new(local), Folder::default(), "local").unwrap()
            }
            Objects::S3 { endpoint, folder } => {
                let variables = [
                    ("AWS_ENDPOINT_URL", endpoint.as_str()),
                    ("AWS_ALLOW_HTTP", "true"),
                    ("AWS_ACCESS_KEY_ID", "test"),
                    ("AWS_SECRET_ACCESS_KEY", "test"),
                    ("AWS_REGION", "us-east-1"),
                ];
                let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
                ObjectStore::open_with(&format!("s3://contracts/{folder}"), variables).unwrap()
            }
        }
    }
}

/// One of each that this machine can bring, empty.
pub(crate) fn all() -> Vec<Objects> {
    static USED: AtomicUsize = AtomicUsize::new(0);
    let mut all = vec![
        Objects::Memory(Arc::default()),
        Objects::Local(tempfile::tempdir().unwrap()),
    ];
    all.extend(server().map(|endpoint| Objects::S3 {
        endpoint: endpoint.to_owned(),
        folder: format!("store-{}", USED.fetch_add(1, Ordering::Relaxed)),
    }));
    all
}

/// The address of an S3 server that this test started; `None`, with a word on standard error, where it cannot be had.
fn server() -> Option<&'static str> {
    static SERVER: OnceLock<Result<(String, Mutex<Child>), String>> = OnceLock::new();
    let server = SERVER.get_or_init(|| {
        let started = start();
        if let Err(why) = &started {
            let _ = writeln!(std::io::stderr(), "skipped: the S3 server of moto: {why}");
        }
        started
    });
    server.as_ref().ok().map(|(endpoint, _)| endpoint.as_str())
}

/// Ends with this process, because its standard input does.
const SERVER: &str = r#"
import sys
import boto3
from moto.server import ThreadedMotoServer
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
_, port = server.get_host_and_port()
endpoint = f"http://127.0.0.1:{port}"
boto3.client(
    "s3", endpoint_url=endpoint, region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test"
).create_bucket(Bucket="contracts")
print(endpoint, flush=True)
sys.stdin.read()
"#;

fn start() -> Result<(String, Mutex<Child>), String> {
    let python = environment()?;
    let mut child = Command::new(python)
        .args(["-c", SERVER])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| error.to_string())?;
    let mut endpoint = String::new();
    BufReader::new(child.stdout.take().expect("it is piped"))
        .read_line(&mut endpoint)
        .map_err(|error| error.to_string())?;
    if endpoint.trim().is_empty() {
        return Err("it does not start".into());
    }
    Ok((endpoint.trim().to_owned(), Mutex::new(child)))
}

/// A virtual environment with moto, made once.
fn environment() -> Result<std::path::PathBuf, String> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("moto");
    let python = folder.join("bin").join("python");
    let run = |program: &Path, arguments: &[&str]| {
        let output = Command::new(program).args(arguments).output();
        match output {
            Ok(output) if output.status.success() => Ok(()),
            Ok(output) => Err(String::from_utf8_lossy(&output.stderr)
                .lines()
                .last()
                .unwrap_or_default()
                .to_owned()),
            Err(error) => Err(error.to_string()),
        }
    };
    if run(&python, &["-c", "import moto.server"]).is_ok() {
        return Ok(python);
    }
    run(
        Path::new("python3"),
        &["-m", "venv", &folder.display().to_string()],
    )?;
    run(
        &python,
        &["-m", "pip", "install", "--quiet", "moto[server]==5.2.5"],
    )?;
    Ok(python)
}
