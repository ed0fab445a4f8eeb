//! A mail server for one test: Dovecot, with one mailbox in a folder of its own.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use channels::{Imap, ImapConfig, Security};
use secrecy::SecretString;
use tempfile::TempDir;

pub(crate) const PASSWORD: &str = "quiet harbor";

pub(crate) struct MailServer {
    folder: TempDir,
    server: Child,
    pub(crate) port: u16,
    pub(crate) tls_port: u16,
}

impl MailServer {
    pub(crate) fn start() -> MailServer {
        let folder = tempfile::Builder::new().prefix("mail").tempdir().unwrap();
        open(folder.path(), 0o755);
        let (port, tls_port) = (free_port(), free_port());
        certificate(folder.path());
        let at = folder.path().display();
        fs::write(folder.path().join("users"), format!("office:{{PLAIN}}{PASSWORD}\n")).unwrap();
        open(&folder.path().join("users"), 0o644);
        let (account, uid, gid) = account();
        let conf = format!(
            "base_dir = {at}/run\nstate_dir = {at}/state\nlog_path = {at}/log\nprotocols = imap\nlisten = 127.0.0.1\n\
            ssl = yes\nssl_cert = <{at}/cert.pem\nssl_key = <{at}/key.pem\ndisable_plaintext_auth = no\n\
            first_valid_uid = 1\nmail_location = maildir:{at}/mail/%u\n{account}\
            passdb {{\n  driver = passwd-file\n  args = {at}/users\n}}\n\
            userdb {{\n  driver = static\n  args = uid={uid} gid={gid} home={at}/mail/%u\n}}\n\
            service anvil {{\n  chroot =\n}}\n\
            service imap-login {{\n  chroot =\n  inet_listener imap {{\n    port = {port}\n  }}\n  \
            inet_listener imaps {{\n    port = {tls_port}\n  }}\n}}\n"
        );
        fs::write(folder.path().join("dovecot.conf"), conf).unwrap();
        for part in ["mail", "mail/office", "mail/office/cur", "mail/office/new", "mail/office/tmp"]
        {
            fs::create_dir(folder.path().join(part)).unwrap();
            open(&folder.path().join(part), 0o777);
        }
        let server = Command::new("/usr/sbin/dovecot")
            .arg("-F")
            .arg("-c")
            .arg(folder.path().join("dovecot.conf"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("Dovecot: bin/test installs it");
        let server = MailServer { folder, server, port, tls_port };
        server.wait();
        server
    }

    fn wait(&self) {
        for _ in 0..200 {
            if std::net::TcpStream::connect(("127.0.0.1", self.tls_port)).is_ok() {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("{}", fs::read_to_string(self.folder.path().join("log")).unwrap_or_default());
    }

    pub(crate) fn config(&self, security: Security) -> ImapConfig {
        let port = if security == Security::Tls { self.tls_port } else { self.port };
        ImapConfig {
            host: if security == Security::None { "127.0.0.1".into() } else { "localhost".into() },
            port,
            security,
            user: "office".into(),
            password: SecretString::from(PASSWORD),
            authority: Some(fs::read_to_string(self.folder.path().join("cert.pem")).unwrap()),
            folder: "INBOX".into(),
            taken: "Filed".into(),
            patience: Duration::from_secs(10),
        }
    }

    pub(crate) fn imap(&self) -> Arc<Imap> {
        Arc::new(Imap::new(self.config(Security::None)).unwrap())
    }

    /// Delivers a message, as a mail server does: whole or not at all.
    pub(crate) fn deliver(&self, name: &str, raw: &str) {
        let (tmp, new) = (self.part("tmp").join(name), self.part("new").join(name));
        fs::write(&tmp, raw.replace("\r\n", "\n").replace('\n', "\r\n")).unwrap();
        open(&tmp, 0o666);
        fs::rename(tmp, new).unwrap();
    }

    fn part(&self, which: &str) -> PathBuf {
        self.folder.path().join("mail/office").join(which)
    }

    /// Messages that lie in the folder that is read, and in that of those that were taken.
    pub(crate) fn lie(&self) -> (usize, usize) {
        let count = |folder: &str| {
            ["cur", "new"]
                .iter()
                .filter_map(|part| fs::read_dir(self.part(&format!("{folder}{part}"))).ok())
                .flatten()
                .count()
        };
        (count(""), count(".Filed/"))
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        let pid = rustix::process::Pid::from_child(&self.server);
        // it stops those that it started
        _ = rustix::process::kill_process(pid, rustix::process::Signal::TERM);
        _ = self.server.wait();
    }
}

fn open(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

/// Started by root it gives up its rights, as it does everywhere; started by another, it is that one throughout.
fn account() -> (String, u32, u32) {
    let (uid, gid) = (rustix::process::getuid(), rustix::process::getgid());
    if uid.is_root() {
        return (String::new(), 65_534, 65_534);
    }
    let id = |flag: &str| {
        let said = Command::new("id").arg(flag).arg("-n").output().unwrap().stdout;
        String::from_utf8(said).unwrap().trim().to_owned()
    };
    let (user, group) = (id("-u"), id("-g"));
    let account = format!(
        "default_internal_user = {user}\ndefault_internal_group = {group}\ndefault_login_user = {user}\n"
    );
    (account, uid.as_raw(), gid.as_raw())
}

fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn certificate(folder: &Path) {
    let made = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"])
        .args(["-days", "2", "-subj", "/CN=localhost"])
        .args(["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"])
        .args(["-addext", "basicConstraints=critical,CA:FALSE"])
        .arg("-keyout")
        .arg(folder.join("key.pem"))
        .arg("-out")
        .arg(folder.join("cert.pem"))
        .stderr(Stdio::null())
        .status()
        .unwrap();
    assert!(made.success());
}
