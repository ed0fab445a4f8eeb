//! What the process says about itself: JSON lines in production, short text in the demo, both on
//! standard error.
//!
//! Logs hold no personal data. Other people's crates are heard from `warn` up whatever the level,
//! for at `debug` they print headers, addresses and queries; and a panic is reported by its place,
//! for its message may quote what somebody typed.

use std::{io, panic};

use tracing_subscriber::{
    EnvFilter, Layer, Registry, layer::SubscriberExt, util::SubscriberInitExt,
};

use crate::config::{Log, LogFormat};

/// The crates whose words were chosen with the rule above in mind. `privity` is the binary.
const OURS: [&str; 5] = ["privity", "server", "app", "office", "domain"];

/// Once, before anything is worth telling. A second call is an error.
pub(crate) fn start(log: Log) -> Result<(), tracing_subscriber::util::TryInitError> {
    tracing_subscriber::registry().with(layer(log, io::stderr)).try_init()?;
    panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(panic.place = place, "panicked");
    }));
    Ok(())
}

fn layer<W>(log: Log, writer: W) -> Box<dyn Layer<Registry> + Send + Sync>
where
    W: for<'a> tracing_subscriber::fmt::MakeWriter<'a> + Send + Sync + 'static,
{
    // A filter of the one layer alone forgets events: what asks whether it would be heard, as sqlx does
    // at each query, leaves its answer behind for the next line.
    let filter = filter(log.level);
    let lines = tracing_subscriber::fmt::layer().with_writer(writer);
    match log.format {
        LogFormat::Json => {
            let lines = lines.json().flatten_event(true).with_current_span(true);
            filter.and_then(lines.with_span_list(false)).boxed()
        }
        LogFormat::Text => {
            let lines = lines.compact().with_target(false).without_time().with_ansi(false);
            filter.and_then(lines).boxed()
        }
    }
}

fn filter(level: tracing::Level) -> EnvFilter {
    let others = level.min(tracing::Level::WARN);
    OURS.iter().fold(EnvFilter::new(others.to_string()), |filter, target| {
        match format!("{target}={level}").parse() {
            Ok(directive) => filter.add_directive(directive),
            Err(_) => filter,
        }
    })
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn logged(format: LogFormat, level: tracing::Level) -> String {
        let lines = Lines::default();
        let kept = lines.clone();
        let subscriber = tracing_subscriber::registry()
            .with(layer(Log { level, format }, move || lines.clone()));
        tracing::subscriber::with_default(subscriber, || {
            tracing::debug!(target: "office::cases", "ours, detailed");
            tracing::info!(target: "office::cases", { case.id = 7 }, "ours");
            tracing::info!(target: "hyper::proto", "theirs");
            tracing::warn!(target: "sqlx::query", "theirs, serious");
        });
        let bytes = kept.0.lock().unwrap().clone();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn json_lines_carry_their_fields_by_name() {
        let text = logged(LogFormat::Json, tracing::Level::INFO);
        let first: serde_json::Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
        assert_eq!(first["case.id"], 7);
        assert_eq!(first["message"], "ours");
        assert_eq!(first["level"], "INFO");
    }

    #[test]
    fn the_words_of_other_crates_are_heard_only_when_serious() {
        let text = logged(LogFormat::Text, tracing::Level::DEBUG);
        assert!(text.contains("ours, detailed"), "{text}");
        assert!(text.contains("theirs, serious"), "{text}");
        assert_eq!(text.lines().count(), 3, "{text}");
    }

    #[test]
    fn at_error_nobody_warns() {
        assert_eq!(logged(LogFormat::Text, tracing::Level::ERROR), "");
    }
}
