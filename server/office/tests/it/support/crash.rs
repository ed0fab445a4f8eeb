//! A server that dies: does one piece of the vault's work, or of sending, on a test's database, and is
//! killed at the point that PRIVITY_FAULT names, if it comes there.
//!
//! Arguments: the act, the database's two addresses, the folder of the blobs, the keys that were, the
//! case, the person, a document, and a seed. For `notices`: instead of the document, the file that takes
//! down what was handed over, and 0 for mail or 1 for texts.

#![expect(clippy::unwrap_used, reason = "what this cannot get is the test's failure")]

use std::io::Write;
use std::sync::Arc;
use std::{env, fs};

use bytes::Bytes;
use channels::{Email, Mailbox, Mailer, Outcome, Text, Texter};
use domain::access::Role;
use domain::ids::{CaseId, DocumentId, StaffId};
use domain::notices::Channel;
use domain::text::EmailAddress;
use futures_util::future::BoxFuture;
use futures_util::stream;
use jiff::{SignedDuration, Timestamp};
use office::chance::Chance;
use office::clock::Clock;
use office::console::Console;
use office::documents::{self, NewFile};
use office::keeping::{self, Budget};
use office::keys::Keys;
use office::malware::Scanner;
use office::notices::{self, Carrier, Carriers};
use office::vault::{Store, VaultOptions};
use office::{Caller, Office, OfficeOptions};
use papers::{Limits, Previewer};
use vault::keys::Secret;
use vault::{Keyring, MasterKey};

const NOW: &str = "2026-10-13T14:42:00Z";
const CANARY: &str = "a canary that no crash may show";

struct Work {
    office: Arc<Office>,
    owner_url: String,
    case: CaseId,
    staff: StaffId,
    document: String,
    seed: u64,
}

#[tokio::main]
async fn main() {
    let mut args = env::args().skip(1);
    let mut next = || args.next().unwrap();
    let act = next();
    let (owner_url, app_url, blobs, keys) = (next(), next(), next(), next());
    let work = Work {
        office: office(app_url, &blobs, &keys, &act),
        owner_url,
        case: next().parse().unwrap(),
        staff: next().parse().unwrap(),
        document: next(),
        seed: next().parse().unwrap(),
    };
    work.begin(&act).await;
}

/// `keys`: numbers of master keys, the current one first.
fn office(app_url: String, blobs: &str, keys: &str, act: &str) -> Arc<Office> {
    let key = |n: &str| MasterKey::new(&Secret::new([n.parse().unwrap(); 32]));
    let mut keys = keys.split(',').map(key);
    let keyring = Keyring { current: keys.next().unwrap(), retired: keys.collect() };
    let age = SignedDuration::from_hours(if act == "sweep" { 48 } else { 0 });
    Office::new(OfficeOptions {
        app_url,
        clock: Clock::still(NOW.parse::<Timestamp>().unwrap() + age),
        chance: Chance::System,
        keys: Keys::new([7; 32]),
        connections: 4,
        session_idle: SignedDuration::from_hours(8),
        session_absolute: SignedDuration::from_hours(24),
        demo: false,
        vault: Some(VaultOptions {
            keeper: Arc::new(keyring),
            store: Store::Folder(blobs.into()),
            file_bytes: 64 << 20,
            scanner: Scanner::none(),
            previewer: Previewer::new("none", Vec::<&str>::new(), Limits::default()),
        }),
    })
    .unwrap()
}

impl Work {
    async fn begin(&self, act: &str) {
        match act {
            "upload" => self.upload().await,
            "version" => self.version().await,
            "rotate" => drop(self.console().await.rotate_vault().await.unwrap()),
            "scrub" => {
                let now = keeping::now(&self.office).await.unwrap() + SignedDuration::from_secs(1);
                let all = Budget { versions: 10_000, bytes: u64::MAX };
                assert_eq!(keeping::scrub(&self.office, now, all).await.unwrap().wrong, 0);
            }
            "sweep" => drop(keeping::sweep(&self.office).await.unwrap()),
            "notices" => self.notices().await,
            "shred" => self.console().await.shred_case(self.case).await.unwrap(),
            other => panic!("no act: {other}"),
        }
    }

    async fn notices(&self) {
        let provider = Arc::new(Provider(self.document.clone()));
        let carriers = Carriers {
            email: Carrier {
                sender: Some(Arc::clone(&provider) as _),
                provider: "smtp",
                rate: 1e6,
                burst: 1e6,
            },
            text: Carrier {
                sender: Some(provider as _),
                provider: "kannel",
                rate: 1e6,
                burst: 1e6,
            },
            from: Mailbox {
                name: None,
                address: EmailAddress::parse("office@example.com").unwrap(),
            },
            base_url: "https://portal.example".into(),
            pays: false,
        };
        let channel = [Channel::Email, Channel::Text][self.seed as usize];
        notices::plan(&self.office, false).await.unwrap();
        notices::dispatch(&self.office, &carriers, channel).await.unwrap();
    }

    async fn console(&self) -> Console {
        Console::connect(&self.owner_url, &self.office).await.unwrap()
    }

    fn caller(&self) -> Caller {
        Caller::stand_in(&self.office, self.staff, Role::ManagingPartner)
    }

    async fn upload(&self) {
        for nth in 0..2 {
            let (file, text) = self.file(nth);
            documents::add(&self.caller(), self.case, &file, body(text)).await.unwrap();
        }
    }

    async fn version(&self) {
        let id: DocumentId = self.document.parse().unwrap();
        for nth in 0..2 {
            let page = documents::show(&self.caller(), id, Default::default()).await.unwrap().body;
            let (file, text) = self.file(nth);
            let base = page.document.version;
            documents::add_version(&self.caller(), id, base, &file, body(text)).await.unwrap();
        }
    }

    /// The note says what every line of the content ends with.
    fn file(&self, nth: u64) -> (NewFile, Vec<u8>) {
        let note = format!("{}-{nth}", self.seed);
        let line = format!("{CANARY} {note}\n");
        // from a piece of a chunk to three parts of a store
        let bytes = [600, 65_536, 150_000, 2_500_000][(self.seed + nth) as usize % 4];
        let mut file = NewFile::named("Canary.txt");
        file.note = note;
        (file, line.repeat(bytes / line.len()).into_bytes())
    }
}

/// Takes down what it is handed, and so has it whatever becomes of us.
struct Provider(String);

impl Provider {
    async fn take(&self, id: &str) -> Outcome {
        let mut file = fs::OpenOptions::new().append(true).open(&self.0).unwrap();
        file.write_all(format!("{id}\n").as_bytes()).unwrap();
        // others come to where this one is
        tokio::task::yield_now().await;
        Outcome::Accepted { reference: None }
    }
}

impl Mailer for Provider {
    fn send<'a>(&'a self, email: &'a Email) -> BoxFuture<'a, Outcome> {
        Box::pin(async move {
            let id = email.message_id.as_str().trim_start_matches('<');
            self.take(id.split('@').next().unwrap()).await
        })
    }
}

impl Texter for Provider {
    fn send<'a>(&'a self, text: &'a Text) -> BoxFuture<'a, Outcome> {
        Box::pin(async move { self.take(&text.id.to_string()).await })
    }
}

fn body(text: Vec<u8>) -> impl futures_util::Stream<Item = Result<Bytes, std::io::Error>> + Send {
    let pieces: Vec<_> =
        text.chunks(60_000).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
    stream::iter(pieces)
}
