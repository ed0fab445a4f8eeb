//! Who gets in: by a code to the named address, in the browser that asked, until it ends.

use domain::ids::DocumentId;
use office::{Error, outside};
use uuid::Uuid;

use super::{Lobby, link_in};
use crate::sharing::PLAIN;

const DAY: i64 = 86_400;

fn misses(done: office::Result<()>) -> bool {
    matches!(done, Err(Error::Invalid(errors)) if errors.of("code").is_some())
}

fn is_nowhere<T>(done: office::Result<T>) -> bool {
    matches!(done, Err(Error::NotFound))
}

#[tokio::test]
async fn a_code_opens_what_was_sent_and_each_opening_is_on_record() {
    let lobby = Lobby::new().await;
    let document = lobby.add("Lease.txt").await;
    let other = lobby.add("Will.txt").await;
    let (_, token) = lobby.send("attorney-lead", document).await;
    lobby.let_in("hers", &token).await;
    let sent = outside::page(&lobby.browser("hers"), &token).await.unwrap().inside.unwrap();
    assert_eq!(sent.documents.iter().map(|d| d.name.as_str()).collect::<Vec<_>>(), ["Lease.txt"]);
    let page = outside::document(&lobby.browser("hers"), &token, document, 1).await.unwrap();
    assert!(page.content.is_some());
    assert_eq!(lobby.read("hers", &token, document).await.unwrap(), PLAIN);
    assert!(is_nowhere(lobby.read("hers", &token, other).await), "of the case, and not sent");
    assert!(is_nowhere(lobby.read("hers", &token, DocumentId(Uuid::new_v4())).await));
    let opened = "select count(*) from outside_opens where how in ('view', 'download')";
    assert_eq!(lobby.counter.count(opened).await, 2);
    let logged = "select count(*) from audit_events where actor_kind = 'outside' and action in ('view-sent', 'download-sent')
        and resource_version = 1 and content_hash is not null";
    assert_eq!(lobby.counter.count(logged).await, 2);
    let world = &lobby.counter.desk.world;
    let (_, _, list) =
        outside::list(&lobby.counter.caller("attorney-view"), world.open).await.unwrap();
    let told = &list.rows[0].documents[0];
    assert_eq!((told.times, told.downloaded, told.opened.is_some()), (2, true, true));
}

#[tokio::test]
async fn two_browsers_are_two_openings_and_every_download_is_one() {
    let lobby = Lobby::new().await;
    let document = lobby.add("Lease.txt").await;
    let (_, token) = lobby.send("attorney-lead", document).await;
    for browser in ["hers", "her clerk’s"] {
        lobby.let_in(browser, &token).await;
        for _ in 0..2 {
            outside::document(&lobby.browser(browser), &token, document, 1).await.unwrap();
            lobby.read(browser, &token, document).await.unwrap();
        }
    }
    let views = "select count(*) from outside_opens where how = 'view'";
    assert_eq!(lobby.counter.count(views).await, 2, "pages of one look are one");
    let visits = "select count(distinct code_id) from outside_opens where how = 'view'";
    assert_eq!(lobby.counter.count(visits).await, 2);
    let downloads = "select count(*) from audit_events where action = 'download-sent'";
    assert_eq!(lobby.counter.count(downloads).await, 4);
}

#[tokio::test]
async fn a_document_keeps_the_name_it_was_sent_under() {
    let lobby = Lobby::new().await;
    let document = lobby.add("Lease.txt").await;
    let (_, token) = lobby.send("attorney-lead", document).await;
    lobby.let_in("hers", &token).await;
    let rename = format!("update documents set name = 'Okonkwo terms.txt' where id = '{document}'");
    lobby.counter.run(&rename).await;
    let inside = outside::page(&lobby.browser("hers"), &token).await.unwrap().inside.unwrap();
    assert_eq!(inside.documents[0].name, "Lease.txt");
    let opened = outside::download(&lobby.browser("hers"), &token, document).await.unwrap();
    assert_eq!(opened.name, "Lease.txt");
    let world = &lobby.counter.desk.world;
    let (_, _, list) =
        outside::list(&lobby.counter.caller("attorney-view"), world.open).await.unwrap();
    assert_eq!(list.rows[0].documents[0].name, "Lease.txt");
}

#[tokio::test]
async fn codes_that_nobody_used_are_forgotten_after_a_day() {
    let lobby = Lobby::new().await;
    let document = lobby.add("Lease.txt").await;
    let (_, token) = lobby.send("attorney-lead", document).await;
    lobby.let_in("hers", &token).await;
    lobby.code("another", &token).await;
    assert_eq!(lobby.counter.count("select count(*) from outside_codes").await, 2);
    lobby.later(DAY);
    lobby.code("hers", &token).await;
    let kept = "select count(*) from outside_codes where used_at is not null";
    assert_eq!(lobby.counter.count(kept).await, 1, "a visit stays on record");
    assert_eq!(lobby.counter.count("select count(*) from outside_codes").await, 2);
}

#[tokio::test]
async fn before_the_code_a_link_says_no_more_than_who_the_office_is() {
    let lobby = Lobby::new().await;
    let document = lobby.add("Lease.txt").await;
    let (_, token) = lobby.send("attorney-lead", document).await;
    // a scanner of mail follows it, and more than once
    for _ in 0..3 {
        let shown = outside::page(&lobby.browser("scanner"), &token).await.unwrap();
        assert_eq!((shown.asked, shown.inside), (false, None));
    }
    assert_eq!(lobby.counter.count("select count(*) from outside_codes").await, 0);
    assert_eq!(lobby.mail().await, None);
    assert!(is_nowhere(lobby.read("scanner", &token, document).await));
    let seen = outside::document(&lobby.browser("scanner"), &token, document, 1).await;
    assert!(is_nowhere(seen));
}

#[tokio::test]
async fn a_code_works_once_and_in_the_browser_that_asked_alone() {
    let lobby = Lobby::new().await;
    let document = lobby.add("Lease.txt").await;
    let (_, token) = lobby.send("attorney-lead", document).await;
    let code = lobby.code("hers", &token).await;
    assert!(misses(lobby.enter("another", &token, &code).await));
    assert!(lobby.enter("hers", &token, &code).await.is_ok());
    assert!(is_nowhere(lobby.read("another", &token, document).await));
    assert!(misses(lobby.enter("hers", &token, &code).await), "used");
}

#[tokio::test]
async fn a_code_has_ten_minutes_and_five_tries() {
    let lobby = Lobby::new().await;
    let document = lobby.add("Lease.txt").await;
    let (_, token) = lobby.send("attorney-lead", document).await;
    let code = lobby.code("hers", &token).await;
    for _ in 0..5 {
        assert!(misses(lobby.enter("hers", &token, &crate::portal::another(&code)).await));
    }
    assert!(misses(lobby.enter("hers", &token, &code).await), "the sixth try is none");
    lobby.later(60);
    let code = lobby.code("hers", &token).await;
    lobby.later(600);
    assert!(misses(lobby.enter("hers", &token, &code).await), "too late");
}

#[tokio::test]
async fn a_stranger_with_the_link_shuts_nobody_out_and_a_browser_has_three_codes_an_hour() {
    let lobby = Lobby::new().await;
    let document = lobby.add("Lease.txt").await;
    let (_, token) = lobby.send("attorney-lead", document).await;
    for _ in 0..3 {
        let code = lobby.code("stranger", &token).await;
        for _ in 0..5 {
            let wrong = crate::portal::another(&code);
            assert!(misses(lobby.enter("stranger", &token, &wrong).await));
        }
        lobby.later(120);
    }
    let ask = async |browser: &str| {
        let visit = lobby.browser(browser);
        outside::ask_code(&visit, visit.owner().unwrap(), &token).await.unwrap();
        lobby.mail().await
    };
    assert_eq!(ask("stranger").await, None, "the fourth within the hour goes to nobody");
    let refused = "select count(*) from audit_events where action = 'outside-ask-code' and outcome = 'refused'";
    assert_eq!(lobby.counter.count(refused).await, 1);
    let code = lobby.code("hers", &token).await;
    assert!(!misses(lobby.enter("hers", &token, &code).await), "fifteen misses of others");
    for nth in 0..8 {
        lobby.later(10);
        assert!(ask(&format!("another {nth}")).await.is_some());
    }
    lobby.later(10);
    assert_eq!(ask("one more").await, None, "twelve an hour are enough for one send");
    lobby.later(DAY);
    lobby.let_in("hers", &token).await;
}

#[tokio::test]
async fn a_visit_ends_by_itself_and_the_send_when_its_time_is_over() {
    let lobby = Lobby::new().await;
    let document = lobby.add("Lease.txt").await;
    let (_, token) = lobby.send("attorney-lead", document).await;
    lobby.let_in("hers", &token).await;
    lobby.later(2 * 3_600);
    assert!(is_nowhere(lobby.read("hers", &token, document).await), "another code, please");
    lobby.later(13 * DAY);
    lobby.let_in("hers", &token).await;
    lobby.later(DAY);
    assert!(is_nowhere(outside::page(&lobby.browser("hers"), &token).await));
    assert!(is_nowhere(lobby.read("hers", &token, document).await));
    let visit = lobby.browser("hers");
    assert!(is_nowhere(outside::ask_code(&visit, visit.owner().unwrap(), &token).await));
}

#[tokio::test]
async fn a_recall_ends_it_at_once_and_what_is_forged_recalled_or_early_is_the_same() {
    let lobby = Lobby::new().await;
    let document = lobby.add("Lease.txt").await;
    let (id, token) = lobby.send("attorney-lead", document).await;
    lobby.let_in("hers", &token).await;
    let code = lobby.code("phone", &token).await;
    // what the timeline will tell cannot be told beforehand, so as to stand in its way
    lobby
        .counter
        .run(&format!(
            "insert into case_events (id, case_id, at, actor_id, happened)
            select md5('{id}' || '{document}' || 'ended')::uuid, case_id, at, actor_id, happened from case_events limit 1"
        ))
        .await;
    lobby.recall("partner", id).await.unwrap();
    for dead in [token.as_str(), "forged", ""] {
        assert!(is_nowhere(outside::page(&lobby.browser("hers"), dead).await));
        assert!(is_nowhere(lobby.read("hers", dead, document).await));
        assert!(is_nowhere(lobby.enter("phone", dead, &code).await));
    }
    assert!(matches!(lobby.recall("partner", id).await, Err(Error::Conflict(_))), "once");
    let opened = lobby.counter.count("select count(*) from outside_opens").await;
    assert_eq!(opened, 0, "what cannot be opened is not recorded as opened");
}

#[tokio::test]
async fn whoever_has_left_has_sent_nothing_that_opens() {
    let lobby = Lobby::new().await;
    let document = lobby.add("Lease.txt").await;
    let (_, token) = lobby.send("attorney-lead", document).await;
    lobby.let_in("hers", &token).await;
    let lead = lobby.counter.desk.world.persona("attorney-lead").id;
    lobby
        .counter
        .run(&format!(
            "insert into staff_suspensions (id, staff_id, reason) values (gen_random_uuid(), '{lead}', 'Left.')"
        ))
        .await;
    assert!(is_nowhere(outside::page(&lobby.browser("hers"), &token).await));
    assert!(is_nowhere(lobby.read("hers", &token, document).await));
}

#[tokio::test]
async fn what_goes_to_the_trash_is_open_no_more_and_the_rest_is() {
    let lobby = Lobby::new().await;
    let (document, other) = (lobby.add("Lease.txt").await, lobby.add("Will.txt").await);
    let form = lobby.form(document);
    let both =
        domain::outside::OutsideForm { documents: format!("{document}:1 {other}:1"), ..form };
    lobby.send_form("attorney-lead", &both).await.unwrap();
    lobby.later(120);
    let token = link_in(&lobby.mail().await.unwrap());
    lobby.let_in("hers", &token).await;
    let world = &lobby.counter.desk.world;
    let lead = world.persona("attorney-lead").id;
    lobby
        .counter
        .run(&format!(
            "insert into document_trashings (id, document_id, case_id, trashed_by) values (gen_random_uuid(), '{other}', '{}', '{lead}')",
            world.open
        ))
        .await;
    assert!(is_nowhere(lobby.read("hers", &token, other).await));
    assert!(lobby.read("hers", &token, document).await.is_ok());
    let inside = outside::page(&lobby.browser("hers"), &token).await.unwrap().inside.unwrap();
    assert_eq!(inside.documents.len(), 1);
}

#[tokio::test]
async fn neither_code_nor_link_is_kept_and_the_messages_say_nothing_of_the_matter() {
    let lobby = Lobby::new().await;
    let document = lobby.add("Lease.txt").await;
    let form = lobby.form(document);
    lobby.send_form("attorney-lead", &form).await.unwrap();
    assert_eq!(lobby.mail().await, None, "it can still be withdrawn");
    lobby.later(120);
    let mail = lobby.mail().await.unwrap();
    let token = link_in(&mail);
    for said in ["Lease", "A-1", "Ashdown Estate", "Her report"] {
        assert!(!mail.contains(said), "{mail}");
    }
    let code = lobby.code("hers", &token).await;
    let kept = "select (select coalesce(string_agg(body, ' '), '') from notification_texts)
        || (select string_agg(s::text, ' ') from outside_sends s) || (select string_agg(c::text, ' ') from outside_codes c)
        || (select string_agg(a::text, ' ') from audit_events a)";
    let kept: String =
        sqlx::query_scalar(kept).fetch_one(&mut lobby.counter.connection().await).await.unwrap();
    assert!(kept.contains("[link]") && kept.contains("[code]"), "{kept}");
    assert!(!kept.contains(&token) && !kept.contains(&code));
}
