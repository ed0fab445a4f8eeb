//! How messages leave the house: a mail server, a provider of texts, or neither, and then nothing does.
//!
//! Each is made here, once, so that what cannot be used stops the start.

use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use channels::{
    Dkim, Kannel, KannelConfig, Mailbox, Patience, Security, Smtp, SmtpConfig, Twilio,
    TwilioConfig, Unusable,
};
use domain::text::EmailAddress;
use secrecy::SecretString;

use super::settings::{FIELDS, Settings};
use super::{ConfigError, read_key_file};
use crate::texts::Texts;

/// Messages a second, on average over all servers, and at once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Pace {
    pub(crate) rate: f64,
    pub(crate) burst: f64,
}

/// `[mail]`. None: mail is kept in the outbox.
pub(crate) struct Mail {
    pub(crate) sender: Arc<Smtp>,
    pub(crate) from: Mailbox,
    pub(crate) pace: Pace,
}

/// `[texts]`. None: texts are kept in the outbox.
pub(crate) struct TextProvider {
    pub(crate) texts: Texts,
    /// Where it hands over what people write.
    pub(crate) inbound_url: String,
    pub(crate) pace: Pace,
}

impl fmt::Debug for Mail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mail({:?})", self.pace)
    }
}

impl fmt::Debug for TextProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TextProvider({}, {:?})", self.texts.name(), self.pace)
    }
}

/// As many as are sent at the same time: whoever waits for a connection loses time to send in.
const CONNECTIONS: usize = 8;
/// All of it together is shorter than an attempt may take, else what is merely slow would be unclear.
const PATIENCE: Patience = Patience {
    connect: Duration::from_secs(8),
    answer: Duration::from_secs(4),
    message: Duration::from_secs(20),
};
const TEXT_PATIENCE: Duration = Duration::from_secs(30);

pub(super) fn mail(settings: &Settings) -> Result<Option<Mail>, ConfigError> {
    let Some(host) = text(settings, "mail.host") else {
        return alone(settings, "mail.", "mail.host").map(|()| None);
    };
    let security = security(settings, "mail.security")?;
    let port = match security {
        Security::Tls => 465,
        Security::StartTls => 587,
        Security::None => 25,
    };
    let sign_in = match text(settings, "mail.user") {
        Some(user) => Some((user, secret(settings, "mail.password_file", "mail.password")?)),
        None => None,
    };
    let from = needed(settings, "mail.from", "the address that mail comes from")?;
    let from = EmailAddress::parse(&from)
        .map_err(|_| settings.refuse("mail.from", "is no address like office@example.com"))?;
    let hello = text(settings, "mail.hello")
        .or_else(|| from.as_str().rsplit_once('@').map(|(_, domain)| domain.to_owned()));
    let authority = match settings.get("mail.authority_file") {
        Some(file) => Some(std::fs::read_to_string(&file.value).map_err(|error| {
            file.refuse(&format!("names {}, which cannot be read: {error}", file.value))
        })?),
        None => None,
    };
    let config = SmtpConfig {
        host,
        port: settings.within("mail.port", 1..=65_535)?.map_or(port, |port| port as u16),
        security,
        sign_in,
        hello: hello.unwrap_or_default(),
        authority,
        connections: CONNECTIONS,
        patience: PATIENCE,
    };
    let dkim = dkim(settings)?;
    let sender = Smtp::new(config, dkim)
        .map_err(|Unusable(why)| settings.refuse("mail.host", format!("cannot be used: {why}")))?;
    Ok(Some(Mail {
        sender: Arc::new(sender),
        from: Mailbox { name: text(settings, "mail.from_name"), address: from },
        pace: pace(settings, "mail.per_minute", "mail.burst", (600, 50))?,
    }))
}

/// Whether a part of the configuration is given without the field on which all of it rests.
pub(super) fn alone(
    settings: &Settings,
    part: &str,
    first: &'static str,
) -> Result<(), ConfigError> {
    let mut fields = FIELDS.iter().filter(|field| field.starts_with(part));
    match fields.find(|field| settings.get(field).is_some()) {
        Some(field) => Err(settings.missing(first, &format!("beside `{field}`"))),
        None => Ok(()),
    }
}

fn dkim(settings: &Settings) -> Result<Option<Dkim>, ConfigError> {
    let fields = ["mail.dkim_domain", "mail.dkim_selector", "mail.dkim_key_file"];
    if fields.iter().all(|field| settings.get(field).is_none()) {
        return Ok(None);
    }
    let [domain, selector, _] = fields;
    let hint = "the three of DKIM belong together";
    let (domain, selector) = (needed(settings, domain, hint)?, needed(settings, selector, hint)?);
    let Some(file) = settings.get("mail.dkim_key_file") else {
        return Err(settings.missing("mail.dkim_key_file", hint));
    };
    let key = SecretString::from(read_key_file(file, Path::new(&file.value))?);
    let made = Dkim::new(&domain, &selector, &key);
    made.map(Some).map_err(|Unusable(why)| file.refuse(&format!("cannot be used: {why}")))
}

pub(super) fn texts(
    settings: &Settings,
    base_url: &str,
) -> Result<Option<TextProvider>, ConfigError> {
    let Some(provider) = text(settings, "texts.provider") else {
        return alone(settings, "texts.", "texts.provider").map(|()| None);
    };
    let callback = text(settings, "texts.callback_url").unwrap_or_else(|| base_url.to_owned());
    let callback = callback.trim_end_matches('/');
    let from = needed(settings, "texts.from", "our number, or the name that readers see")?;
    let unusable = |Unusable(why)| {
        settings.refuse("texts.provider", format!("cannot be used as it is configured: {why}"))
    };
    let (texts, inbound_url) = match provider.as_str() {
        "kannel" => {
            let config = KannelConfig {
                send_url: text(settings, "texts.kannel_url")
                    .unwrap_or_else(|| "http://127.0.0.1:13013/cgi-bin/sendsms".into()),
                user: needed(settings, "texts.kannel_user", "its `sendsms-user`")?,
                password: secret(settings, "texts.kannel_password_file", "texts.kannel_password")?,
                from,
                report_url: format!("{callback}{}", Texts::KANNEL_REPORT),
                inbound_url: format!("{callback}{}", Texts::KANNEL_INBOUND),
                secret: secret(settings, "texts.kannel_secret_file", "texts.kannel_secret")?,
                patience: TEXT_PATIENCE,
            };
            let kannel = Kannel::new(config).map_err(unusable)?;
            let inbound_url = kannel.inbound_url();
            (Texts::Kannel(Arc::new(kannel)), inbound_url)
        }
        "twilio" => {
            let config = TwilioConfig {
                api_url: text(settings, "texts.twilio_url")
                    .unwrap_or_else(|| "https://api.twilio.com".into()),
                account: needed(settings, "texts.twilio_account", "the account's SID")?,
                token: secret(settings, "texts.twilio_token_file", "texts.twilio_token")?,
                from,
                report_url: format!("{callback}{}", Texts::TWILIO_REPORT),
                inbound_url: format!("{callback}{}", Texts::TWILIO_INBOUND),
                patience: TEXT_PATIENCE,
            };
            let inbound_url = config.inbound_url.clone();
            (Texts::Twilio(Arc::new(Twilio::new(config).map_err(unusable)?)), inbound_url)
        }
        "outbox" => return Ok(None),
        _ => {
            return Err(settings.refuse("texts.provider", "is neither kannel, twilio nor outbox"));
        }
    };
    let pace = pace(settings, "texts.per_minute", "texts.burst", (60, 10))?;
    Ok(Some(TextProvider { texts, inbound_url, pace }))
}

pub(super) fn text(settings: &Settings, field: &'static str) -> Option<String> {
    settings.get(field).map(|setting| setting.value.clone())
}

pub(super) fn security(settings: &Settings, field: &'static str) -> Result<Security, ConfigError> {
    match text(settings, field).as_deref() {
        None | Some("tls") => Ok(Security::Tls),
        Some("starttls") => Ok(Security::StartTls),
        Some("none") => Ok(Security::None),
        Some(_) => Err(settings.refuse(field, "is neither tls, starttls nor none")),
    }
}

pub(super) fn needed(
    settings: &Settings,
    field: &'static str,
    hint: &str,
) -> Result<String, ConfigError> {
    text(settings, field).ok_or_else(|| settings.missing(field, hint))
}

/// From a file for its owner alone, or from the other field.
pub(super) fn secret(
    settings: &Settings,
    file: &'static str,
    plain: &'static str,
) -> Result<SecretString, ConfigError> {
    match (settings.get(file), settings.get(plain)) {
        (Some(file), Some(_)) => {
            Err(file.refuse(&format!("stands beside `{plain}`; give one of them")))
        }
        (Some(file), None) => {
            let text = read_key_file(file, Path::new(&file.value))?;
            match text.trim() {
                "" => Err(file.refuse("names an empty file")),
                text => Ok(SecretString::from(text)),
            }
        }
        (None, Some(plain)) => Ok(SecretString::from(plain.value.as_str())),
        (None, None) => Err(settings.missing(file, "a file for its owner alone")),
    }
}

fn pace(
    settings: &Settings,
    per_minute: &'static str,
    burst: &'static str,
    (usual, at_once): (u32, u32),
) -> Result<Pace, ConfigError> {
    let per_minute = settings.within(per_minute, 1..=60_000)?.unwrap_or(usual);
    let burst = settings.within(burst, 1..=10_000)?.unwrap_or(at_once);
    Ok(Pace { rate: f64::from(per_minute) / 60.0, burst: f64::from(burst) })
}
