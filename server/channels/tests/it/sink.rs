//! The mail server that the tests send to.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use channels::{Dkim, Patience, Security, Smtp, SmtpConfig};
use tempfile::TempDir;

use crate::support::{Started, part, python};

pub(crate) struct Sink {
    pub(crate) port: u16,
    pub(crate) folder: TempDir,
    _server: Started,
}

impl Sink {
    /// `mode`: `plain`, `auth`, `starttls` or `tls`; the last three want a name and a password.
    pub(crate) fn start(mode: &str) -> Sink {
        let folder = tempfile::tempdir().unwrap();
        let (certificate, key) = (folder.path().join("cert.pem"), folder.path().join("key.pem"));
        if mode.ends_with("tls") {
            make_certificate(&certificate, &key);
        }
        let mut server = Started::new(
            Command::new(python())
                .arg(part("sink.py"))
                .arg(folder.path())
                .args([mode.as_ref(), certificate.as_os_str(), key.as_os_str()])
                .stdout(Stdio::piped())
                .stderr(Stdio::null()),
        );
        Sink { port: port(&mut server), folder, _server: server }
    }

    /// A server with our certificate that is not to be believed, and its port.
    pub(crate) fn liar(&self) -> (u16, Started) {
        let mut server = Started::new(
            Command::new(python())
                .arg(part("liar.py"))
                .args([self.folder.path().join("cert.pem"), self.folder.path().join("key.pem")])
                .stdout(Stdio::piped()),
        );
        (port(&mut server), server)
    }

    pub(crate) fn config(&self) -> SmtpConfig {
        SmtpConfig {
            host: "127.0.0.1".into(),
            port: self.port,
            security: Security::None,
            sign_in: None,
            hello: "office.example".into(),
            authority: None,
            connections: 2,
            patience: Patience {
                connect: Duration::from_secs(10),
                answer: Duration::from_secs(10),
                message: Duration::from_secs(10),
            },
        }
    }

    pub(crate) fn smtp(&self, dkim: Option<Dkim>) -> Smtp {
        Smtp::new(self.config(), dkim).unwrap()
    }

    /// What it was given, in that order.
    pub(crate) fn files(&self) -> Vec<PathBuf> {
        (1..)
            .map(|number| self.folder.path().join(format!("{number}.eml")))
            .take_while(|path| path.exists())
            .collect()
    }

    pub(crate) fn last(&self) -> Vec<u8> {
        fs::read(self.files().last().unwrap()).unwrap()
    }

    pub(crate) fn connections(&self) -> usize {
        let counted = fs::read_to_string(self.folder.path().join("connections"));
        counted.map_or(0, |count| count.parse().unwrap())
    }

    pub(crate) fn authority(&self) -> String {
        fs::read_to_string(self.folder.path().join("cert.pem")).unwrap()
    }
}

fn port(server: &mut Started) -> u16 {
    let mut line = String::new();
    BufReader::new(server.0.stdout.take().unwrap()).read_line(&mut line).unwrap();
    line.trim().parse().unwrap()
}

fn make_certificate(certificate: &std::path::Path, key: &std::path::Path) {
    let made = Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=localhost",
        ])
        .args(["-addext", "subjectAltName=DNS:localhost"])
        .args(["-addext", "basicConstraints=critical,CA:FALSE"])
        .arg("-keyout")
        .arg(key)
        .arg("-out")
        .arg(certificate)
        .stderr(Stdio::null())
        .status();
    assert!(made.unwrap().success());
}
