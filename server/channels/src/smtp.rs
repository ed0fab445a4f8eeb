//! E-mail over SMTP. Every step is taken by itself, because where a connection breaks decides what can
//! have become of the message: `lettre`'s own transport tells neither that nor waits with an end.

mod line;
mod verdict;
mod wire;

use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use secrecy::SecretString;

use crate::email::{Composed, compose};
use crate::{Dkim, Email, Mailer, Outcome, Unusable};
use line::{Line, Lines};
use verdict::Stage;

#[derive(Clone, Debug)]
pub struct SmtpConfig {
    pub host: String,
    pub port: u16,
    pub security: Security,
    /// Name and password. Not over a network without TLS, which [`Security::None`] sees to.
    pub sign_in: Option<(String, SecretString)>,
    /// What we call ourselves: the name of this machine as the world knows it.
    pub hello: String,
    /// PEM: the one authority that the server's certificate may come from. None: the system's.
    pub authority: Option<String>,
    /// Connections at a time; kept open for a while.
    pub connections: usize,
    pub patience: Patience,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// To this machine only.
    None,
    /// TLS after a greeting in clear (port 587); without it, nothing is sent. Where there is a choice,
    /// [`Security::Tls`]: RFC 8314 §3.3.
    StartTls,
    /// TLS from the first byte (port 465).
    Tls,
}

/// How long the server may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// Until we are connected and signed in.
    pub connect: Duration,
    /// For each answer before the message.
    pub answer: Duration,
    /// For the message itself. Whoever gives up too early sends it twice; RFC 5321 §4.5.3.2.6 wants
    /// ten minutes.
    pub message: Duration,
}

impl Default for Patience {
    fn default() -> Patience {
        Patience {
            connect: Duration::from_secs(30),
            answer: Duration::from_secs(30),
            message: Duration::from_secs(180),
        }
    }
}

impl Patience {
    /// The longest that one attempt takes, waiting for its turn aside: a lease has to be longer.
    pub fn longest(&self) -> Duration {
        // One to see whether a connection that was kept is still there; MAIL, RCPT, DATA.
        self.connect + 4 * self.answer + self.message
    }
}

pub struct Smtp {
    lines: Lines,
    patience: Patience,
    dkim: Option<Dkim>,
}

impl Smtp {
    /// Connects to nothing yet.
    ///
    /// # Errors
    /// The server's place, name or certificate authority cannot be used, or it would be written to in
    /// clear over a network.
    pub fn new(config: SmtpConfig, dkim: Option<Dkim>) -> Result<Smtp, Unusable> {
        let patience = config.patience;
        Ok(Smtp { lines: Lines::new(config)?, patience, dkim })
    }

    async fn deliver(&self, message: &Composed) -> Outcome {
        let mut line = match self.lines.take().await {
            Ok(line) => line,
            Err(trouble) => return trouble,
        };
        match self.hand_over(&mut line, message).await {
            Ok(outcome) => {
                self.lines.keep(line);
                outcome
            }
            Err(trouble) => {
                // What was begun is not left open, and a server that has fallen silent is not asked.
                if trouble.answered && line.reset(self.patience.answer).await {
                    self.lines.keep(line);
                }
                trouble.outcome
            }
        }
    }

    async fn hand_over(
        &self,
        line: &mut Line,
        message: &Composed,
    ) -> Result<Outcome, verdict::Trouble> {
        let answer = self.patience.answer;
        line.mail(&message.from, answer).await.map_err(|failure| failure.at(Stage::Mail))?;
        line.rcpt(&message.to, answer).await.map_err(|failure| failure.at(Stage::Recipient))?;
        line.data(answer).await.map_err(|failure| failure.at(Stage::Data))?;
        let taken = line.message(&message.bytes, self.patience.message).await;
        let reference = taken.map_err(|failure| failure.at(Stage::Message))?;
        Ok(Outcome::Accepted { reference })
    }
}

impl Mailer for Smtp {
    fn send<'a>(&'a self, email: &'a Email) -> BoxFuture<'a, Outcome> {
        async move {
            match compose(email, self.dkim.as_ref()) {
                Ok(message) => self.deliver(&message).await,
                Err(words) => Outcome::refused(words, None),
            }
        }
        .boxed()
    }
}
