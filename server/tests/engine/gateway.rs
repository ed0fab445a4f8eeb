//! A Kannel of the test's own, which calls the server that is tested, and a carrier with nobody in it.

use std::fs::{self, File};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::process::{Started, free_port};

const LONG: Duration = Duration::from_secs(20);
pub(crate) const SECRET: &str = "a secret of a test, long enough to be one";

pub(crate) struct Gateway {
    sendsms: u16,
    carrier: u16,
    boxes: u16,
    folder: TempDir,
    running: Vec<Started>,
}

/// A telephone network.
pub(crate) struct Carrier {
    log: PathBuf,
    _process: Started,
}

impl Gateway {
    /// With its ports chosen, and not yet started: its configuration has an address of the server's.
    pub(crate) fn prepare() -> Gateway {
        let [sendsms, carrier, boxes] = [(); 3].map(|()| free_port());
        let folder = tempfile::tempdir().unwrap();
        Gateway { sendsms, carrier, boxes, folder, running: Vec::new() }
    }

    pub(crate) fn settings(&self) -> Vec<(&'static str, String)> {
        vec![
            ("PRIVITY_TEXTS_PROVIDER", "kannel".into()),
            ("PRIVITY_TEXTS_FROM", "900".into()),
            ("PRIVITY_TEXTS_KANNEL_URL", self.send_url()),
            ("PRIVITY_TEXTS_KANNEL_USER", "privity".into()),
            ("PRIVITY_TEXTS_KANNEL_PASSWORD", "gateway password".into()),
            ("PRIVITY_TEXTS_KANNEL_SECRET", SECRET.into()),
            ("PRIVITY_TEXTS_PER_MINUTE", "6000".into()),
            ("PRIVITY_TEXTS_BURST", "100".into()),
        ]
    }

    pub(crate) fn send_url(&self) -> String {
        format!("http://127.0.0.1:{}/cgi-bin/sendsms", self.sendsms)
    }

    /// `get_url`: where it hands over what people write.
    pub(crate) fn start(&mut self, get_url: &str) {
        let spool = self.folder.path().join("spool");
        fs::create_dir(&spool).unwrap();
        let ports = [free_port(), self.boxes, self.carrier, self.sendsms];
        let written = written_down(ports, spool.to_str().unwrap(), get_url);
        fs::write(self.folder.path().join("kannel.conf"), written).unwrap();
        self.running.insert(0, start_box(self.folder.path(), "bearerbox", self.boxes));
        self.running.insert(0, start_box(self.folder.path(), "smsbox", self.sendsms));
    }

    /// The carrier hands over one text, and stays to take others.
    pub(crate) fn carrier(&self, hands_over: &str) -> Carrier {
        let log = self.folder.path().join("carrier.log");
        let process = Started::new(
            Command::new("/usr/lib/kannel/test/fakesmsc")
                .args(["-H", "127.0.0.1", "-r", &self.carrier.to_string(), "-m", "1"])
                .arg(hands_over)
                .stdout(Stdio::null())
                .stderr(File::create(&log).unwrap()),
        );
        Carrier { log, _process: process }
    }
}

impl Carrier {
    /// Waits until the carrier has been given what contains this.
    pub(crate) async fn given(&self, what: &str) {
        let until = Instant::now() + LONG;
        while !self.log().lines().any(|line| line.contains("Got message") && line.contains(what)) {
            assert!(Instant::now() < until, "{what} did not arrive:\n{}", self.log());
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    pub(crate) fn texts(&self) -> usize {
        self.log().lines().filter(|line| line.contains("Got message")).count()
    }

    fn log(&self) -> String {
        String::from_utf8_lossy(&fs::read(&self.log).unwrap()).into_owned()
    }
}

fn start_box(folder: &Path, name: &str, port: u16) -> Started {
    let log = folder.join(format!("{name}.log"));
    let started = Started::new(
        Command::new(format!("/usr/sbin/{name}"))
            .args(["-v", "1", "kannel.conf"])
            .current_dir(folder)
            .stdout(Stdio::null())
            .stderr(File::create(&log).unwrap()),
    );
    let until = Instant::now() + LONG;
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(Instant::now() < until, "{}", fs::read_to_string(&log).unwrap());
        std::thread::sleep(Duration::from_millis(50));
    }
    started
}

/// As `docs/configuration.md` has it, and a carrier.
fn written_down([admin, boxes, carrier, sendsms]: [u16; 4], spool: &str, get_url: &str) -> String {
    format!(
        r#"group = core
admin-port = {admin}
admin-interface = 127.0.0.1
admin-password = of-a-test
smsbox-port = {boxes}
smsbox-interface = 127.0.0.1
box-allow-ip = 127.0.0.1
box-deny-ip = *.*.*.*
dlr-storage = internal
store-type = spool
store-location = {spool}

group = smsc
smsc = fake
smsc-id = fake
host = 127.0.0.1
port = {carrier}
connect-allow-ip = 127.0.0.1

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = {sendsms}
sendsms-interface = 127.0.0.1

group = sendsms-user
username = privity
password = gateway password
concatenation = true
max-messages = 10

group = sms-service
keyword = default
catch-all = true
get-url = "{get_url}"
omit-empty = true
max-messages = 0
"#
    )
}
