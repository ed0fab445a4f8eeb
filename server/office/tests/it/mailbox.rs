//! The office's mailbox, at a real server: what comes in is filed, stands with its appointment, or is told to the
//! notice that came back; once, whatever breaks.

use std::time::Duration;

use channels::{Imap, ImapTrouble, Security};
use domain::access::Role;
use domain::filing::FilingFilter;
use domain::ids::StaffId;
use office::filing::{self, MailTaken, Mailbox};
use office::{Caller, Office};
use secrecy::SecretString;
use uuid::Uuid;

use crate::notices::Scene;
use crate::support::TestOffice;
use crate::support::imap::MailServer;

const STARTS: &str = "2026-10-21T14:00:00Z";

struct Post {
    scene: Scene,
    server: MailServer,
    mailbox: Mailbox,
}

impl Post {
    async fn new() -> Post {
        let scene = Scene::at_office(TestOffice::with_vault().await).await;
        let server = MailServer::start();
        let mailbox = mailbox(scene.office(), &server);
        Post { scene, server, mailbox }
    }

    async fn look(&self) -> MailTaken {
        filing::look_at_mail(self.scene.office(), &self.mailbox).await.unwrap()
    }

    /// The notice of a booking that went out by e-mail.
    async fn told(&self) -> Uuid {
        self.scene.book("meeting", STARTS).await;
        self.scene.round().await;
        let ids = self
            .scene
            .words(
                "select id::text from notifications where channel = 'email' and state = 'accepted'",
            )
            .await;
        ids[0].parse().unwrap()
    }

    async fn waiting(&self) -> Vec<String> {
        self.scene.words("select name from filing_scans order by came_at").await
    }

    async fn troubles(&self) -> Vec<String> {
        self.scene.words("select name || ': ' || why from filing_troubles order by source").await
    }
}

fn mailbox(office: &std::sync::Arc<Office>, server: &MailServer) -> Mailbox {
    Mailbox::new(office, server.imap(), "example.com".into())
}

fn letter(subject: &str) -> String {
    format!(
        "From: Orla <orla@example.com>\nTo: office@example.com\nSubject: {subject}\nMessage-ID: <{subject}@there>\n\nAs we said.\n"
    )
}

fn answer(of: Uuid, from: &str, more: &str) -> String {
    format!(
        "From: Orla <{from}>\nSubject: Re: Your appointment\nMessage-ID: <answer@there>\nIn-Reply-To: <{of}@example.com>\n{more}\n\
        I am ten minutes late.\n\nOn Tuesday the office wrote:\n> Your appointment\n"
    )
}

fn bounce(of: Uuid, action: &str) -> String {
    format!(
        "From: MAILER-DAEMON@example.com\nSubject: Undelivered\nMIME-Version: 1.0\n\
        Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n\
        --b\nContent-Type: text/plain\n\nIt came back.\n\
        --b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n\
        Final-Recipient: rfc822; orla@example.com\nAction: {action}\nStatus: 5.1.1\n\n\
        --b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <{of}@example.com>\nSubject: Yours\n\n--b--\n"
    )
}

#[tokio::test]
async fn a_letter_waits_in_the_offices_tray_and_leaves_the_folder_once() {
    let post = Post::new().await;
    post.server.deliver("1", &letter("The deposit"));
    post.server.deliver("2", &letter(""));
    let taken = post.look().await;
    assert_eq!((taken.letters, taken.troubles), (2, 0));
    assert_eq!(post.server.lie(), (0, 2));
    assert_eq!(post.waiting().await, ["The deposit.eml", "Message without a subject.eml"]);
    assert_eq!(post.look().await, MailTaken::default());
    let partner =
        Caller::stand_in(post.scene.office(), StaffId(post.scene.partner), Role::ManagingPartner);
    let page = filing::page(&partner, FilingFilter::default()).await.unwrap().body;
    assert!(
        page.mailbox
            && page.page.rows.len() == 2
            && page.page.rows.iter().all(|row| row.tray.is_none())
    );
}

#[tokio::test]
async fn a_server_that_ends_after_keeping_a_letter_leaves_it_for_the_next_to_put_away() {
    let post = Post::new().await;
    post.server.deliver("1", &letter("The deposit"));
    post.look().await;
    // as it was before the letter was put away
    let source = post.scene.words("select 'x' from filing_scans where source is null").await;
    assert_eq!(source.len(), 1);
    post.server.deliver("2", &letter("The deposit"));
    let mut folder = post.server.imap().open().await.unwrap();
    let uid = folder.waiting(10).await.unwrap()[0].uid;
    post.scene
        .sql(format!("update filing_scans set source = '/imap/{}/{uid}'", folder.validity))
        .await;
    folder.close().await;
    assert_eq!(post.look().await.letters, 0, "it is there already");
    assert_eq!((post.waiting().await.len(), post.server.lie()), (1, (0, 2)));
}

#[tokio::test]
async fn an_answer_to_a_notice_stands_with_its_appointment_and_somebody_rings() {
    let post = Post::new().await;
    let told = post.told().await;
    post.server.deliver("1", &answer(told, "Orla@Example.com", ""));
    assert_eq!(post.look().await.answers, 1);
    // sent twice it is one
    post.server.deliver("2", &answer(told, "orla@example.com", ""));
    post.look().await;
    let said = "select channel || ': ' || body from replies where appointment_id is not null and read_at is null";
    assert_eq!(post.scene.words(said).await, ["email: I am ten minutes late."]);
    assert_eq!(post.scene.calls().await, ["wrote"]);
    assert_eq!((post.waiting().await.len(), post.server.lie()), (0, (0, 2)));
    // nothing is understood from it
    assert_eq!(post.scene.count("appointment_attendees where answer is not null").await, 0);
}

#[tokio::test]
async fn an_answer_from_another_address_is_read_as_a_letter_and_what_is_attached_is_filed() {
    let post = Post::new().await;
    let told = post.told().await;
    post.server.deliver("1", &answer(told, "somebody@else.example", ""));
    assert_eq!(post.look().await, MailTaken { letters: 1, ..MailTaken::default() });
    let attached = answer(
        told,
        "orla@example.com",
        "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n",
    ) + "--b\nContent-Type: application/pdf\nContent-Disposition: attachment; filename=lease.pdf\n\n%PDF-1.4\n--b--\n";
    post.server.deliver("2", &attached);
    let taken = post.look().await;
    assert_eq!((taken.answers, taken.letters), (1, 1));
    assert_eq!(post.scene.count("replies").await, 1);
}

#[tokio::test]
async fn a_machine_that_says_somebody_is_away_troubles_nobody() {
    let post = Post::new().await;
    let told = post.told().await;
    post.server.deliver("1", &answer(told, "orla@example.com", "Auto-Submitted: auto-replied"));
    assert_eq!(post.look().await, MailTaken::default());
    assert_eq!(post.server.lie(), (0, 1));
    assert!(post.scene.calls().await.is_empty());
    // about nothing of ours it is a letter like any other
    post.server
        .deliver("2", &answer(Uuid::new_v4(), "orla@example.com", "Auto-Submitted: auto-replied"));
    assert_eq!(post.look().await.letters, 1);
}

#[tokio::test]
async fn what_came_back_is_told_to_its_notice_and_somebody_rings() {
    let post = Post::new().await;
    let told = post.told().await;
    post.server.deliver("1", &bounce(told, "delayed"));
    assert_eq!(post.look().await.reports, 1);
    assert!(post.scene.calls().await.is_empty(), "that it is late is no failure yet");
    post.server.deliver("2", &bounce(told, "failed"));
    assert_eq!(post.look().await.reports, 1);
    let state = format!("select state || ' ' || reason from notifications where id = '{told}'");
    assert_eq!(post.scene.words(state).await, ["failed undelivered 5.1.1"]);
    assert_eq!(post.scene.calls().await, ["not_told"]);
    // one about a message that nobody here sent is read by a person
    post.server.deliver("3", &bounce(Uuid::new_v4(), "failed"));
    assert_eq!(post.look().await, MailTaken { letters: 1, ..MailTaken::default() });
}

#[tokio::test]
async fn what_is_too_large_stays_where_it_is_and_is_said_until_it_is_gone() {
    let post = Post::new().await;
    let large = letter("Large") + &"x".repeat(60).repeat(40_000);
    post.server.deliver("1", &large);
    post.server.deliver("2", &letter("Small"));
    let small = post.scene.test.office_with_limit(1 << 20);
    let mailbox = mailbox(&small, &post.server);
    let taken = filing::look_at_mail(&small, &mailbox).await.unwrap();
    assert_eq!((taken.letters, taken.troubles), (1, 1));
    assert!(post.troubles().await[0].contains("too large: 2.4 MB"), "{:?}", post.troubles().await);
    assert_eq!(post.server.lie(), (1, 1));
    // under another limit it is taken, and the trouble is over
    assert_eq!(post.look().await.letters, 1);
    assert!(post.troubles().await.is_empty());
}

#[tokio::test]
async fn a_mailbox_that_cannot_be_read_says_why_and_the_folder_s_troubles_stay() {
    let post = Post::new().await;
    post.scene
        .sql("insert into filing_troubles (source, name, why) values ('scan.pdf', 'scan.pdf', 'It is empty.')")
        .await;
    let mut config = post.server.config(Security::None);
    config.password = SecretString::from("wrong");
    let refused = std::sync::Arc::new(Imap::new(config).unwrap());
    let shut = Mailbox::new(post.scene.office(), refused, "example.com".into());
    assert_eq!(filing::look_at_mail(post.scene.office(), &shut).await.unwrap().troubles, 1);
    let troubles = post.troubles().await;
    assert!(troubles[0].contains("refuses the name and password"), "{troubles:?}");
    assert_eq!(post.look().await, MailTaken::default());
    assert_eq!(post.troubles().await, ["scan.pdf: It is empty."]);
}

#[tokio::test]
async fn one_server_at_a_time_reads_it_and_one_that_died_is_not_waited_for_for_ever() {
    let post = Post::new().await;
    post.server.deliver("1", &letter("The deposit"));
    post.scene.sql("update mailbox_turn set lease = gen_random_uuid(), until = office_now() + interval '5 minutes'").await;
    assert_eq!(post.look().await, MailTaken::default());
    post.scene.later(jiff::SignedDuration::from_mins(6));
    assert_eq!(post.look().await.letters, 1);
}

#[tokio::test]
async fn a_mailbox_is_opened_by_tls_and_believes_no_other_certificate() {
    let (server, other) = (MailServer::start(), MailServer::start());
    for security in [Security::Tls, Security::StartTls] {
        let imap = Imap::new(server.config(security)).unwrap();
        imap.open().await.unwrap().close().await;
        let mut config = server.config(security);
        config.authority = other.config(security).authority;
        assert_eq!(Imap::new(config).unwrap().open().await.err(), Some(ImapTrouble::Odd));
    }
    let mut config = server.config(Security::None);
    config.folder = "Nowhere".into();
    assert_eq!(Imap::new(config).unwrap().open().await.err(), Some(ImapTrouble::NoFolder));
    let mut config = server.config(Security::None);
    config.host = "mail.example.com".into();
    assert!(Imap::new(config).is_err(), "a password in clear over a network");
    drop(server);
    let mut config = other.config(Security::None);
    config.port = 9;
    config.patience = Duration::from_secs(2);
    assert_eq!(Imap::new(config).unwrap().open().await.err(), Some(ImapTrouble::Away));
}
