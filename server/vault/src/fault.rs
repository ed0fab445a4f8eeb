//! Named points where a test can have the process killed, as a power cut would.
//!
//! Under the feature `faults`, `PRIVITY_FAULT=name` or `name@n` kills the process with SIGKILL at the
//! first or n-th pass of that point. Without the feature a point is nothing at all.

/// A point of a write, in the order they are passed.
pub mod upload {
    /// Nothing has reached the store.
    pub const STARTED: &str = "upload.started";
    /// Passed at every chunk that was sealed.
    pub const CHUNK: &str = "upload.chunk";
    /// Passed at every part that the store has, where there is more than one.
    pub const PART: &str = "upload.part";
    /// All is there but under its name.
    pub const BEFORE_COMPLETE: &str = "upload.before-complete";
    /// It is there under its name, and nobody has been told.
    pub const AFTER_COMPLETE: &str = "upload.after-complete";
}

#[cfg(not(feature = "faults"))]
#[inline(always)]
pub fn here(_point: &'static str) {}

#[cfg(feature = "faults")]
pub fn here(point: &'static str) {
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicU64, Ordering};

    static WANTED: OnceLock<Option<(String, u64)>> = OnceLock::new();
    static PASSES: AtomicU64 = AtomicU64::new(0);

    let wanted = WANTED.get_or_init(|| {
        let fault = std::env::var("PRIVITY_FAULT").ok()?;
        Some(match fault.split_once('@') {
            Some((name, pass)) => (name.to_owned(), pass.parse().ok()?),
            None => (fault, 1),
        })
    });
    if let Some((name, pass)) = wanted
        && name == point
        && PASSES.fetch_add(1, Ordering::Relaxed) + 1 == *pass
    {
        let _ =
            rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL);
    }
}
