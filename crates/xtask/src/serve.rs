//! A static server for the page: one folder, the loopback address, strict headers.

use std::fs;
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

/// Browsers open connections ahead of need; one that asks nothing is let go after this long.
const PATIENCE: Duration = Duration::from_secs(60);

/// No browser sends this much before the empty line.
const LONGEST_HEAD: u64 = 64 * 1024;

/// Nothing but this origin's own files, no inline code, no foreign request: the page's promise, kept by the browser.
pub(crate) const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'self'; require-trusted-types-for 'script'; \
    trusted-types wenheng";

/// A running server: it serves until the process ends.
pub(crate) struct Site {
    /// Where the page is.
    pub(crate) url: String,
    server: thread::JoinHandle<()>,
}

impl Site {
    /// Serves `folder` on the loopback address; port 0 takes a free one.
    pub(crate) fn open(folder: &Path, port: u16) -> Result<Self, String> {
        let folder = folder.canonicalize().map_err(|error| format!("{}: {error}", folder.display()))?;
        let listener = TcpListener::bind(("127.0.0.1", port)).map_err(|error| port_error(port, &error))?;
        let address = listener.local_addr().map_err(|error| port_error(port, &error))?;
        // A thread for each connection and a connection for each request: nothing waits for anything else.
        let server = thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let folder = folder.clone();
                // A client that goes away in the middle is its own affair.
                thread::spawn(move || answer(&stream, &folder).ok());
            }
        });
        Ok(Self { url: format!("http://{address}"), server })
    }

    /// Waits for as long as it serves.
    pub(crate) fn wait(self) {
        let _ = self.server.join();
    }
}

fn port_error(port: u16, error: &io::Error) -> String {
    if error.kind() == ErrorKind::AddrInUse {
        let other = port.wrapping_add(1);
        format!("Port {port} is taken. Next: `cargo xtask serve --port {other}`, or `--port 0` for any free one.")
    } else {
        format!("Port {port} cannot be served: {error}. Next: try `cargo xtask serve --port 0`.")
    }
}

/// Reads one request and answers it.
fn answer(stream: &TcpStream, folder: &Path) -> io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    let mut lines = BufReader::new(stream.take(LONGEST_HEAD)).lines();
    let Some(request) = lines.next().transpose()? else {
        return Ok(());
    };
    // The headers say nothing that matters here, but a client that is still sending does not listen.
    for line in lines {
        if line?.is_empty() {
            break;
        }
    }
    let mut words = request.split(' ');
    let response = match (words.next(), words.next()) {
        (Some("GET"), Some(target)) => respond(folder, target),
        (Some("HEAD"), Some(target)) => Response { is_head: true, ..respond(folder, target) },
        (Some(_), Some(_)) => Response::message("405 Method Not Allowed"),
        _ => Response::message("400 Bad Request"),
    };
    response.send(stream)
}

fn respond(folder: &Path, target: &str) -> Response {
    let found = locate(folder, target).and_then(|path| Some((fs::read(&path).ok()?, content_type(&path))));
    match found {
        Some((body, content_type)) => Response { status: "200 OK", content_type, body, is_head: false },
        None => Response::message("404 Not Found"),
    }
}

struct Response {
    status: &'static str,
    content_type: &'static str,
    body: Vec<u8>,
    is_head: bool,
}

impl Response {
    fn message(status: &'static str) -> Self {
        Self { status, content_type: "text/plain; charset=utf-8", body: format!("{status}\n").into(), is_head: false }
    }

    fn send(&self, mut stream: &TcpStream) -> io::Result<()> {
        let head = format!(
            "HTTP/1.1 {}\r\nContent-Type: {}\r\nContent-Length: {}\r\nContent-Security-Policy: {POLICY}\r\n\
             Cache-Control: no-cache\r\nReferrer-Policy: no-referrer\r\nX-Content-Type-Options: nosniff\r\n\
             Connection: close\r\n\r\n",
            self.status,
            self.content_type,
            self.body.len()
        );
        stream.write_all(head.as_bytes())?;
        if !self.is_head {
            stream.write_all(&self.body)?;
        }
        stream.flush()
    }
}

/// The file that a request's target names: inside the folder, nothing hidden, `index.html` for a folder.
fn locate(folder: &Path, target: &str) -> Option<PathBuf> {
    let path = target.split(['?', '#']).next()?;
    let path = percent_decode(path.strip_prefix('/')?)?;
    let mut file = folder.to_path_buf();
    for part in path.split('/').filter(|part| !part.is_empty()) {
        if part.starts_with('.') || part.contains(['\\', ':', '\0']) {
            return None;
        }
        file.push(part);
    }
    if file.is_dir() {
        file.push("index.html");
    }
    // Links are followed first, so that none leads out of the folder.
    let file = file.canonicalize().ok()?;
    (file.starts_with(folder) && file.is_file()).then_some(file)
}

fn percent_decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let high = char::from(rest.next()?).to_digit(16)?;
            let low = char::from(rest.next()?).to_digit(16)?;
            bytes.push((high * 16 + low) as u8);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

fn content_type(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" | "md" | "ts" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("src").canonicalize().unwrap()
    }

    /// Status line and headers, then the body.
    fn ask(url: &str, line: &str) -> (String, String) {
        let mut stream = TcpStream::connect(url.strip_prefix("http://").unwrap()).unwrap();
        write!(stream, "{line} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        (head.to_owned(), body.to_owned())
    }

    #[test]
    fn serves_a_file_with_its_type_and_the_policy() {
        let site = Site::open(&site(), 0).unwrap();
        let (head, body) = ask(&site.url, "GET /main.rs?x=1");
        assert!(head.starts_with("HTTP/1.1 200"), "{head}");
        assert!(head.contains("require-trusted-types-for 'script'"), "{head}");
        assert!(head.contains("Cache-Control: no-cache"), "{head}");
        assert!(body.contains("fn main()"));
        let (head, body) = ask(&site.url, "HEAD /main.rs");
        assert!(head.starts_with("HTTP/1.1 200") && body.is_empty(), "{head}");
        assert!(ask(&site.url, "POST /main.rs").0.starts_with("HTTP/1.1 405"));
        assert!(ask(&site.url, "GET /../Cargo.toml").0.starts_with("HTTP/1.1 404"));
    }

    #[test]
    fn connections_that_ask_nothing_keep_nobody_waiting() {
        let site = Site::open(&site(), 0).unwrap();
        let address = site.url.strip_prefix("http://").unwrap();
        let idle: Vec<_> = (0..50).map(|_| TcpStream::connect(address).unwrap()).collect();
        assert!(ask(&site.url, "GET /main.rs").0.starts_with("HTTP/1.1 200"));
        drop(idle);
        assert!(ask(&site.url, "nonsense").0.starts_with("HTTP/1.1 4"));
    }

    #[test]
    fn nothing_outside_the_folder_and_nothing_hidden_is_found() {
        let folder = site();
        assert_eq!(locate(&folder, "/main.rs"), Some(folder.join("main.rs")));
        assert_eq!(locate(&folder, "/%6dain.rs"), Some(folder.join("main.rs")));
        for target in [
            "/../Cargo.toml",
            "/%2e%2e/Cargo.toml",
            "/%2e%2e%2fCargo.toml",
            "/..%5cCargo.toml",
            "//etc/passwd",
            "/.stamp",
            "/main.rs%00",
            "/main.rs%",
            "/%ff",
            "/",
            "main.rs",
            "",
        ] {
            assert_eq!(locate(&folder, target), None, "{target}");
        }
    }

    #[test]
    fn a_taken_port_names_the_next_step() {
        let first = Site::open(&site(), 0).unwrap();
        let port = first.url.rsplit(':').next().unwrap().parse().unwrap();
        let error = Site::open(&site(), port).err().unwrap();
        assert!(error.contains("is taken") && error.contains("--port"), "{error}");
    }

    #[test]
    fn types_are_those_that_browsers_insist_on() {
        assert_eq!(content_type(Path::new("a_bg.wasm")), "application/wasm");
        assert!(content_type(Path::new("a.mjs")).starts_with("text/javascript"));
        assert!(content_type(Path::new("a.js")).starts_with("text/javascript"));
        assert_eq!(content_type(Path::new("lexicon.bin")), "application/octet-stream");
    }
}
