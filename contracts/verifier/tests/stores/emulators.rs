//! Servers that speak the protocols of the clouds, installed from the registries of Python and npm and started once.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, OnceLock};

/// The account that Azurite has, and its key: both are in its documentation.
pub(crate) const AZURE_ACCOUNT: &str = "devstoreaccount1";
pub(crate) const AZURE_KEY: &str =
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

type Server = OnceLock<Result<(String, Mutex<Child>), String>>;

/// The address of an S3 server with the bucket `contracts`; `None`, with a word on standard error, where it cannot be had.
pub(crate) fn s3() -> Option<&'static str> {
    static SERVER: Server = OnceLock::new();
    address(&SERVER, "moto", || {
        let python = python("moto", "moto[server]==5.2.5", "moto.server")?;
        start(Command::new(python).args(["-c", MOTO]))
    })
}

/// The address of an Azure server with the container `contracts`.
pub(crate) fn azure() -> Option<&'static str> {
    static SERVER: Server = OnceLock::new();
    address(&SERVER, "azurite", || {
        let main = azurite()?;
        start(Command::new("node").args(["-e", AZURITE, "--"]).args([
            main.as_os_str(),
            AZURE_ACCOUNT.as_ref(),
            AZURE_KEY.as_ref(),
        ]))
    })
}

fn address(
    server: &'static Server,
    name: &str,
    start: impl FnOnce() -> Result<(String, Mutex<Child>), String>,
) -> Option<&'static str> {
    match server.get_or_init(start) {
        Ok((address, _)) => Some(address),
        Err(why) => {
            needs::skip(name, why);
            None
        }
    }
}

/// Each ends with this process, because its standard input does, and prints its address when it can be asked.
const MOTO: &str = r#"
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

const AZURITE: &str = r#"
const { spawn } = require("node:child_process");
const { createHmac } = require("node:crypto");
const http = require("node:http");
const [main, account, key] = process.argv.slice(-3);
const server = spawn(process.execPath, [main, "--blobHost", "127.0.0.1", "--blobPort", "0", "--inMemoryPersistence",
  "--skipApiVersionCheck", "--disableProductStyleUrl", "--disableTelemetry"]);
process.stdin.resume();
process.stdin.on("end", () => { server.kill("SIGKILL"); process.exit(0); });
server.on("exit", () => process.exit(1));
let said = "", port;
server.stdout.on("data", (text) => {
  said += text;
  const found = /http:\/\/127\.0\.0\.1:(\d+)/.exec(said);
  if (!found || port) return;
  port = found[1];
  const headers = { "x-ms-date": new Date().toUTCString(), "x-ms-version": "2021-08-06", "content-length": "0" };
  const signed = ["PUT", ...Array(11).fill(""), `x-ms-date:${headers["x-ms-date"]}`, "x-ms-version:2021-08-06",
    `/${account}/${account}/contracts`, "restype:container"].join("\n");
  const signature = createHmac("sha256", Buffer.from(key, "base64")).update(signed).digest("base64");
  headers.authorization = `SharedKey ${account}:${signature}`;
  const path = `/${account}/contracts?restype=container`;
  http.request({ host: "127.0.0.1", port, method: "PUT", path, headers }, (answer) => {
    answer.resume();
    if (answer.statusCode !== 201) process.exit(1);
    console.log(`http://127.0.0.1:${port}/${account}`);
  }).end();
});
"#;

fn start(command: &mut Command) -> Result<(String, Mutex<Child>), String> {
    let mut child = command
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

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

fn run(command: &mut Command) -> Result<(), String> {
    match command.stdin(Stdio::null()).output() {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => Err(String::from_utf8_lossy(&output.stderr)
            .lines()
            .last()
            .unwrap_or_default()
            .to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

/// The Python of a virtual environment with a package, made once.
fn python(name: &str, package: &str, module: &str) -> Result<PathBuf, String> {
    let folder = folder(name);
    let python = folder.join("bin").join("python");
    if run(Command::new(&python).args(["-c", &format!("import {module}")])).is_ok() {
        return Ok(python);
    }
    run(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
    run(Command::new(&python).args(["-m", "pip", "install", "--quiet", package]))?;
    Ok(python)
}

/// Azurite's blob service, installed once. What its packages would run while they are installed is not run.
fn azurite() -> Result<PathBuf, String> {
    let folder = folder("azurite");
    let main = folder.join("node_modules/azurite/dist/src/blob/main.js");
    let is_whole = folder.join("installed");
    if !is_whole.exists() {
        std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
        run(Command::new("npm")
            .args([
                "install",
                "--silent",
                "--no-audit",
                "--no-fund",
                "--ignore-scripts",
                "--prefix",
            ])
            .arg(&folder)
            .arg("azurite@3.37.0"))?;
        std::fs::write(is_whole, "").map_err(|error| error.to_string())?;
    }
    Ok(main)
}
