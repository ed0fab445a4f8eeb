//! The mailbox from which the office's mail is filed.

use std::sync::Arc;
use std::time::Duration;

use channels::{Imap, ImapConfig, Security, Unusable};

use super::ConfigError;
use super::channels::{alone, needed, secret, security, text};
use super::settings::Settings;

/// For one answer of its server.
const PATIENCE: Duration = Duration::from_secs(30);

/// `[mailbox]`. None: nobody's mail is read.
pub(super) fn mailbox(settings: &Settings) -> Result<Option<Arc<Imap>>, ConfigError> {
    let Some(host) = text(settings, "mailbox.host") else {
        return alone(settings, "mailbox.", "mailbox.host").map(|()| None);
    };
    let security = security(settings, "mailbox.security")?;
    let port = match security {
        Security::Tls => 993,
        Security::StartTls | Security::None => 143,
    };
    let authority = match settings.get("mailbox.authority_file") {
        Some(file) => Some(std::fs::read_to_string(&file.value).map_err(|error| {
            file.refuse(&format!("names {}, which cannot be read: {error}", file.value))
        })?),
        None => None,
    };
    let config = ImapConfig {
        host,
        port: settings.within("mailbox.port", 1..=65_535)?.map_or(port, |port| port as u16),
        security,
        user: needed(settings, "mailbox.user", "the name that the mailbox is opened with")?,
        password: secret(settings, "mailbox.password_file", "mailbox.password")?,
        authority,
        folder: text(settings, "mailbox.folder").unwrap_or_else(|| "INBOX".into()),
        taken: text(settings, "mailbox.taken").unwrap_or_else(|| "Filed".into()),
        patience: PATIENCE,
    };
    if config.folder == config.taken {
        return Err(settings.refuse("mailbox.taken", "is the folder that is read"));
    }
    let imap = Imap::new(config).map_err(|Unusable(why)| {
        settings.refuse("mailbox.host", format!("cannot be used: {why}"))
    })?;
    Ok(Some(Arc::new(imap)))
}
