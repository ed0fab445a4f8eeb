//! A Kannel of the test's own: its boxes, a carrier that is none, and a listener for what it calls.

use std::fs::{self, File};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::RawQuery;
use axum::routing::get;
use channels::{Kannel, KannelConfig};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::time::timeout;

use crate::callbacks::kannel_config;
use crate::support::{Started, free_port};

const LONG: Duration = Duration::from_secs(20);

pub(crate) struct Gateway {
    pub(crate) config: KannelConfig,
    pub(crate) reports: UnboundedReceiver<String>,
    pub(crate) inbound: UnboundedReceiver<String>,
    carrier_port: u16,
    folder: TempDir,
    _boxes: [Started; 2],
}

/// A telephone network with nobody in it.
pub(crate) struct Carrier {
    log: std::path::PathBuf,
    _process: Started,
}

impl Gateway {
    pub(crate) async fn start() -> Gateway {
        let (said, reports) = unbounded_channel();
        let (written, inbound) = unbounded_channel();
        let hear = |sender: tokio::sync::mpsc::UnboundedSender<String>| {
            get(move |RawQuery(query): RawQuery| async move {
                let _ = sender.send(query.unwrap_or_default());
            })
        };
        let router = Router::new().route("/report", hear(said)).route("/inbound", hear(written));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let ours = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });

        let [admin, boxes, carrier_port, sendsms] = [(); 4].map(|()| free_port());
        let config = KannelConfig {
            send_url: format!("http://127.0.0.1:{sendsms}/cgi-bin/sendsms"),
            report_url: format!("{ours}/report"),
            inbound_url: format!("{ours}/inbound"),
            ..kannel_config()
        };
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("spool")).unwrap();
        let get_url = Kannel::new(config.clone()).unwrap().inbound_url();
        let spool = folder.path().join("spool");
        fs::write(
            folder.path().join("kannel.conf"),
            written_down([admin, boxes, carrier_port, sendsms], spool.to_str().unwrap(), &get_url),
        )
        .unwrap();
        let bearerbox = start_box(folder.path(), "bearerbox", boxes);
        let smsbox = start_box(folder.path(), "smsbox", sendsms);
        Gateway { config, reports, inbound, carrier_port, folder, _boxes: [smsbox, bearerbox] }
    }

    /// The carrier hands over one text, and stays to take others.
    pub(crate) fn carrier(&self, hands_over: &str) -> Carrier {
        // The gateway has room for one carrier, and needs a moment to see one go.
        let log = self.folder.path().join("carrier.log");
        let process = Started::new(
            Command::new("/usr/lib/kannel/test/fakesmsc")
                .args(["-H", "127.0.0.1", "-r", &self.carrier_port.to_string(), "-m", "1"])
                .arg(hands_over)
                .stdout(Stdio::null())
                .stderr(File::create(&log).unwrap()),
        );
        Carrier { log, _process: process }
    }
}

pub(crate) async fn next(calls: &mut UnboundedReceiver<String>) -> String {
    timeout(LONG, calls.recv()).await.expect("the gateway calls").unwrap()
}

impl Carrier {
    /// Waits until the carrier has been given what contains this.
    pub(crate) async fn given(&self, what: &str) {
        let until = Instant::now() + LONG;
        loop {
            let log = String::from_utf8_lossy(&fs::read(&self.log).unwrap()).into_owned();
            if log.lines().any(|line| line.contains("Got message") && line.contains(what)) {
                return;
            }
            assert!(Instant::now() < until, "{what} did not arrive:\n{log}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
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

/// The carrier's port cannot be told to listen on this machine alone; who may connect can.
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
