//! A mailbox over IMAP, from which mail is taken and put away. A message is read without being marked, and leaves
//! the folder only once whoever reads it says so.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_imap::types::Capability;
use async_imap::{Client, Session};
use futures_util::TryStreamExt;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt;
use secrecy::{ExposeSecret, SecretString};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use crate::place::is_this_machine;
use crate::{Security, Unusable};

#[derive(Clone, Debug)]
pub struct ImapConfig {
    pub host: String,
    pub port: u16,
    pub security: Security,
    pub user: String,
    pub password: SecretString,
    /// PEM: the one authority that the server's certificate may come from. None: the system's.
    pub authority: Option<String>,
    /// Where mail arrives.
    pub folder: String,
    /// Where it is put once it was taken; made if it is not there.
    pub taken: String,
    /// How long the server may take for one answer.
    pub patience: Duration,
}

/// Why a mailbox cannot be read now, in words for whoever looks after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImapTrouble {
    #[error("its server cannot be reached")]
    Away,
    #[error("its server does not answer in time")]
    Slow,
    #[error("its server does not speak as it should, or is not whom it claims to be")]
    Odd,
    #[error("its server refuses the name and password")]
    Refused,
    #[error("it has no such folder")]
    NoFolder,
}

trait Wire: AsyncRead + AsyncWrite + Unpin + Send + fmt::Debug {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send + fmt::Debug> Wire for T {}

type Line = Box<dyn Wire>;

/// One message that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Its name in this folder, as long as the folder's validity lasts.
    pub uid: u32,
    pub size_bytes: u64,
}

pub struct Imap {
    config: ImapConfig,
    tls: Option<(TlsConnector, ServerName<'static>)>,
}

impl fmt::Debug for Imap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Imap").field("security", &self.config.security).finish_non_exhaustive()
    }
}

impl Imap {
    /// Connects to nothing yet.
    ///
    /// # Errors
    /// The server's name or certificate authority cannot be used, or the password would go in clear over a network.
    pub fn new(config: ImapConfig) -> Result<Imap, Unusable> {
        let tls = match config.security {
            Security::None if is_this_machine(&config.host) => None,
            Security::None => {
                return Err(Unusable::because("mail is read without TLS from this machine only"));
            }
            Security::StartTls | Security::Tls => Some((connector(&config)?, name(&config)?)),
        };
        Ok(Imap { config, tls })
    }

    /// Signs in and opens the folder.
    ///
    /// # Errors
    /// Why not.
    pub async fn open(&self) -> Result<OpenFolder, ImapTrouble> {
        let ImapConfig { host, port, user, password, folder, taken, patience, .. } = &self.config;
        let line = within(*patience, self.connect(host, *port)).await?;
        let mut client = Client::new(line);
        if self.config.security != Security::StartTls {
            within(*patience, greeting(&mut client)).await?;
        }
        let signed_in = async {
            client.login(user, password.expose_secret()).await.map_err(|(error, _)| match error {
                async_imap::error::Error::No(_) | async_imap::error::Error::Bad(_) => {
                    ImapTrouble::Refused
                }
                other => trouble(&other),
            })
        };
        let mut session = within(*patience, signed_in).await?;
        let can = within(*patience, answered(session.capabilities())).await?;
        let (moves, uidplus) = (can.has(&atom("MOVE")), can.has(&atom("UIDPLUS")));
        // it is there already, most times
        let made = within(*patience, async { Ok(session.create(taken).await) }).await?;
        if let Err(error) = made
            && !matches!(error, async_imap::error::Error::No(_))
        {
            return Err(trouble(&error));
        }
        let opened = async {
            session.select(folder).await.map_err(|error| match error {
                async_imap::error::Error::No(_) => ImapTrouble::NoFolder,
                other => trouble(&other),
            })
        };
        let opened = within(*patience, opened).await?;
        let validity = opened.uid_validity.ok_or(ImapTrouble::Odd)?;
        let (taken, patience) = (taken.clone(), *patience);
        Ok(OpenFolder { session, validity, taken, patience, moves, uidplus })
    }

    async fn connect(&self, host: &str, port: u16) -> Result<Line, ImapTrouble> {
        let plain = TcpStream::connect((host, port)).await.map_err(|_| ImapTrouble::Away)?;
        let Some((connector, name)) = &self.tls else { return Ok(Box::new(plain)) };
        let plain = match self.config.security {
            Security::StartTls => {
                let mut client = Client::new(plain);
                greeting(&mut client).await?;
                let asked = client.run_command_and_check_ok("STARTTLS", None).await;
                asked.map_err(|error| trouble(&error))?;
                client.into_inner()
            }
            Security::Tls | Security::None => plain,
        };
        let sealed = connector.connect(name.clone(), plain).await;
        Ok(Box::new(sealed.map_err(|_| ImapTrouble::Odd)?))
    }
}

async fn greeting<T: Wire>(client: &mut Client<T>) -> Result<(), ImapTrouble> {
    match client.read_response().await {
        Ok(Some(_)) => Ok(()),
        Ok(None) | Err(_) => Err(ImapTrouble::Odd),
    }
}

fn name(config: &ImapConfig) -> Result<ServerName<'static>, Unusable> {
    ServerName::try_from(config.host.clone()).map_err(|_| {
        Unusable::because("the mailbox's server has no name that a certificate could bear")
    })
}

fn connector(config: &ImapConfig) -> Result<TlsConnector, Unusable> {
    let unusable = |_| Unusable::because("TLS cannot be used");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(unusable)?;
    let tls = match &config.authority {
        None => builder.with_platform_verifier().map_err(unusable)?.with_no_client_auth(),
        Some(pem) => {
            let none = || Unusable::because("the mailbox's certificate authority is none");
            let mut roots = RootCertStore::empty();
            let authority = CertificateDer::from_pem_slice(pem.as_bytes()).map_err(|_| none())?;
            roots.add(authority).map_err(|_| none())?;
            builder.with_root_certificates(roots).with_no_client_auth()
        }
    };
    Ok(TlsConnector::from(Arc::new(tls)))
}

/// The folder of a mailbox, signed in.
#[derive(Debug)]
pub struct OpenFolder {
    session: Session<Line>,
    /// Names of messages mean something else once this has changed.
    pub validity: u32,
    taken: String,
    patience: Duration,
    moves: bool,
    uidplus: bool,
}

impl OpenFolder {
    /// Those that wait, the oldest first, `most` at most.
    ///
    /// # Errors
    /// When the server does not answer as it should.
    pub async fn waiting(&mut self, most: usize) -> Result<Vec<Waiting>, ImapTrouble> {
        let found = answered(self.session.uid_search("UNDELETED"));
        let mut uids: Vec<u32> = within(self.patience, found).await?.into_iter().collect();
        uids.sort_unstable();
        uids.truncate(most);
        if uids.is_empty() {
            return Ok(Vec::new());
        }
        let set = uids.iter().map(u32::to_string).collect::<Vec<_>>().join(",");
        let fetched = async {
            let rows = self.session.uid_fetch(set, "(UID RFC822.SIZE)").await;
            rows.map_err(|error| trouble(&error))?
                .try_collect::<Vec<_>>()
                .await
                .map_err(|error| trouble(&error))
        };
        let rows = within(self.patience, fetched).await?;
        let sized = rows.iter().filter_map(|row| {
            Some(Waiting { uid: row.uid?, size_bytes: u64::from(row.size.unwrap_or(0)) })
        });
        let mut waiting: Vec<Waiting> = sized.filter(|one| uids.contains(&one.uid)).collect();
        waiting.sort_unstable_by_key(|one| one.uid);
        Ok(waiting)
    }

    /// One message as it came, unmarked; none where it is there no more.
    ///
    /// # Errors
    /// When the server does not answer as it should.
    pub async fn read(&mut self, uid: u32) -> Result<Option<Vec<u8>>, ImapTrouble> {
        let fetched = async {
            let rows = self.session.uid_fetch(uid.to_string(), "(UID BODY.PEEK[])").await;
            rows.map_err(|error| trouble(&error))?
                .try_collect::<Vec<_>>()
                .await
                .map_err(|error| trouble(&error))
        };
        // a large one may take its time
        let rows = within(self.patience * 4, fetched).await?;
        Ok(rows
            .iter()
            .find(|row| row.uid == Some(uid))
            .and_then(|row| row.body())
            .map(<[u8]>::to_vec))
    }

    /// Puts one into the folder of those that were taken.
    ///
    /// # Errors
    /// When the server does not answer as it should: it is still where it was, or marked as deleted there.
    pub async fn put_away(&mut self, uid: u32) -> Result<(), ImapTrouble> {
        let (uid, patience) = (uid.to_string(), self.patience);
        if self.moves {
            return within(patience, answered(self.session.uid_mv(&uid, &self.taken))).await;
        }
        within(patience, answered(self.session.uid_copy(&uid, &self.taken))).await?;
        let marked = async {
            let rows = self.session.uid_store(&uid, "+FLAGS.SILENT (\\Deleted)").await;
            rows.map_err(|error| trouble(&error))?
                .try_collect::<Vec<_>>()
                .await
                .map_err(|error| trouble(&error))
        };
        within(patience, marked).await?;
        // without this nothing but that one message could be removed for good
        if self.uidplus {
            let removed = async {
                let rows = self.session.uid_expunge(&uid).await;
                rows.map_err(|error| trouble(&error))?
                    .try_collect::<Vec<_>>()
                    .await
                    .map_err(|error| trouble(&error))
            };
            within(patience, removed).await?;
        }
        Ok(())
    }

    /// Signs out. What was done stays done whether or not the server hears it.
    pub async fn close(mut self) {
        _ = within(self.patience, answered(self.session.logout())).await;
    }
}

fn atom(name: &str) -> Capability {
    Capability::Atom(name.to_owned())
}

async fn answered<T>(
    answer: impl Future<Output = async_imap::error::Result<T>>,
) -> Result<T, ImapTrouble> {
    answer.await.map_err(|error| trouble(&error))
}

fn trouble(error: &async_imap::error::Error) -> ImapTrouble {
    match error {
        async_imap::error::Error::Io(_) | async_imap::error::Error::ConnectionLost => {
            ImapTrouble::Away
        }
        _ => ImapTrouble::Odd,
    }
}

async fn within<T>(
    patience: Duration,
    answer: impl Future<Output = Result<T, ImapTrouble>>,
) -> Result<T, ImapTrouble> {
    tokio::time::timeout(patience, answer).await.unwrap_or(Err(ImapTrouble::Slow))
}
