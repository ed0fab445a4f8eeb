//! What the tests start, and how it ends: by its id, whatever becomes of the test.

use std::fs::{self, File};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

pub(crate) struct Started {
    pub(crate) child: Child,
    log: Option<PathBuf>,
}

impl Started {
    /// Its input ends with us, which those that read it notice.
    pub(crate) fn new(command: &mut Command) -> Started {
        Started { child: command.stdin(Stdio::piped()).spawn().unwrap(), log: None }
    }

    /// With what it says in a file.
    pub(crate) fn logged(command: &mut Command, log: &Path) -> Started {
        let file = File::create(log).unwrap();
        command.stdout(file.try_clone().unwrap()).stderr(file);
        let mut started = Started::new(command);
        started.log = Some(log.to_owned());
        started
    }

    pub(crate) fn said(&self) -> String {
        self.log.as_ref().map(|log| fs::read_to_string(log).unwrap()).unwrap_or_default()
    }

    /// As a service manager stops it. How it ended, within a while.
    pub(crate) fn terminate(mut self, within: Duration) -> ExitStatus {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        let until = Instant::now() + within;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(Instant::now() < until, "it does not stop:\n{}", self.said());
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if std::thread::panicking() {
            eprintln!("--- {:?}\n{}", self.log, self.said());
        }
    }
}

pub(crate) fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}
