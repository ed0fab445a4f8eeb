//! Connections to the mail server, kept for a while, each for one message at a time.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use lettre::address::Address;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{
    AsyncSmtpConnection, Certificate, CertificateStore, TlsParameters,
};
use lettre::transport::smtp::commands::{Data, Mail, Noop, Rcpt, Rset};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::response::Response;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout};

use super::verdict::{Failure, Stage};
use super::wire::Wire;
use super::{Security, SmtpConfig};
use crate::dkim::is_name;
use crate::outcome::reference;
use crate::place::is_this_machine;
use crate::{Outcome, Unusable};

/// Servers hang up after five minutes (RFC 5321 §4.5.3.2.7), many a one sooner.
const KEPT: Duration = Duration::from_secs(60);

pub(super) struct Lines {
    host: String,
    port: u16,
    hello: ClientId,
    tls: Option<(Security, TlsParameters)>,
    sign_in: Option<(String, SecretString)>,
    patience: super::Patience,
    kept: Mutex<Vec<(AsyncSmtpConnection, Instant)>>,
    free: Arc<Semaphore>,
}

/// One connection, in use.
pub(super) struct Line {
    connection: AsyncSmtpConnection,
    _place: OwnedSemaphorePermit,
}

impl Lines {
    pub(super) fn new(config: SmtpConfig) -> Result<Lines, Unusable> {
        let is_address = config.host.parse::<std::net::IpAddr>().is_ok();
        if !is_address && !is_name(&config.host) {
            return Err(Unusable::because(format!("the mail server {:?} is no name", config.host)));
        }
        if !is_name(&config.hello) {
            return Err(Unusable::because(format!("{:?} is no name of a machine", config.hello)));
        }
        let tls = match config.security {
            Security::None if is_this_machine(&config.host) => None,
            Security::None => {
                return Err(Unusable::because(format!(
                    "the mail server {:?} is another machine and needs TLS",
                    config.host
                )));
            }
            security => Some((security, tls(&config)?)),
        };
        Ok(Lines {
            hello: ClientId::Domain(config.hello),
            host: config.host,
            port: config.port,
            tls,
            sign_in: config.sign_in,
            patience: config.patience,
            kept: Mutex::default(),
            free: Arc::new(Semaphore::new(config.connections.max(1))),
        })
    }

    /// Waits for its turn, without an end: whoever holds a connection lets go of it in time.
    pub(super) async fn take(&self) -> Result<Line, Outcome> {
        let Ok(place) = Arc::clone(&self.free).acquire_owned().await else {
            return Err(Failure::Broken.at(Stage::Connect).outcome);
        };
        while let Some(mut connection) = self.pop() {
            // The server may have hung up since.
            match timeout(self.patience.answer, connection.command(Noop)).await {
                Ok(Ok(_)) => return Ok(Line { connection, _place: place }),
                Ok(Err(_)) => {}
                // The others would be silent too, one after the other.
                Err(_) => self.kept.lock().unwrap_or_else(PoisonError::into_inner).clear(),
            }
        }
        match timeout(self.patience.connect, self.connect()).await {
            Ok(connection) => connection.map(|connection| Line { connection, _place: place }),
            Err(_) => Err(Failure::Late.at(Stage::Connect).outcome),
        }
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Outcome> {
        let failed = |stage| move |error: Error| Failure::from(error).at(stage).outcome;
        let mut connection = match &self.tls {
            Some((Security::StartTls, tls)) => {
                let Ok(wire) = Wire::connect(&self.host, self.port).await else {
                    return Err(Failure::Broken.at(Stage::Connect).outcome);
                };
                let wire = Box::new(wire);
                let mut connection = AsyncSmtpConnection::connect_with_transport(wire, &self.hello)
                    .await
                    .map_err(failed(Stage::Connect))?;
                connection.starttls(tls.clone(), &self.hello).await.map_err(failed(Stage::Tls))?;
                connection
            }
            rest => {
                let server = (self.host.as_str(), self.port);
                let tls = rest.as_ref().map(|(_, tls)| tls.clone());
                let within = Some(self.patience.connect);
                AsyncSmtpConnection::connect_tokio1(server, within, &self.hello, tls, None)
                    .await
                    .map_err(failed(Stage::Connect))?
            }
        };
        if let Some((name, password)) = &self.sign_in {
            let credentials = Credentials::new(name.clone(), password.expose_secret().to_owned());
            connection
                .auth(&[Mechanism::Plain, Mechanism::Login], &credentials)
                .await
                .map_err(failed(Stage::SignIn))?;
        }
        Ok(connection)
    }

    /// The one used last; what has lain too long is closed.
    fn pop(&self) -> Option<AsyncSmtpConnection> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|(_, since)| since.elapsed() < KEPT);
        kept.pop().map(|(connection, _)| connection)
    }

    pub(super) fn keep(&self, line: Line) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push((line.connection, Instant::now()));
    }
}

fn tls(config: &SmtpConfig) -> Result<TlsParameters, Unusable> {
    let unusable = |_| Unusable::because("the mail server's certificate authority is none");
    let mut builder = TlsParameters::builder(config.host.clone());
    if let Some(pem) = &config.authority {
        let authority = Certificate::from_pem(pem.as_bytes()).map_err(unusable)?;
        builder = builder.certificate_store(CertificateStore::None).add_root_certificate(authority);
    }
    builder.build().map_err(unusable)
}

impl Line {
    pub(super) async fn mail(&mut self, from: &Address, within: Duration) -> Result<(), Failure> {
        let asked = self.connection.command(Mail::new(Some(from.clone()), vec![]));
        in_time(within, asked).await.map(drop)
    }

    pub(super) async fn rcpt(&mut self, to: &Address, within: Duration) -> Result<(), Failure> {
        let asked = self.connection.command(Rcpt::new(to.clone(), vec![]));
        in_time(within, asked).await.map(drop)
    }

    pub(super) async fn data(&mut self, within: Duration) -> Result<(), Failure> {
        let answer = in_time(within, self.connection.command(Data)).await?;
        if answer.has_code(354) { Ok(()) } else { Err(Failure::Broken) }
    }

    /// The server's name for it, where it says one.
    pub(super) async fn message(
        &mut self,
        bytes: &[u8],
        within: Duration,
    ) -> Result<Option<String>, Failure> {
        let answer = in_time(within, self.connection.message(bytes)).await?;
        if answer.has_code(250) { Ok(queued_as(&answer)) } else { Err(Failure::Broken) }
    }

    /// Whether it can be used for the next message.
    pub(super) async fn reset(&mut self, within: Duration) -> bool {
        in_time(within, self.connection.command(Rset)).await.is_ok()
    }
}

async fn in_time(
    within: Duration,
    asked: impl Future<Output = Result<Response, Error>>,
) -> Result<Response, Failure> {
    match timeout(within, asked).await {
        Ok(answer) => answer.map_err(Failure::from),
        Err(_) => Err(Failure::Late),
    }
}

/// `2.0.0 Ok: queued as 4YkV1b2Xz` and its like.
fn queued_as(answer: &Response) -> Option<String> {
    let said = answer.first_line()?;
    let (_, rest) = said.split_once("queued as ").or_else(|| said.split_once("id="))?;
    reference(rest.split_whitespace().next()?)
}
