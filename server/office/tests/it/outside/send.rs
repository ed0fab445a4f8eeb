//! Sending: what the guard stops, what the keys hold, and who may do what about it.

use domain::cases::{CaseView, Happened};
use domain::documents::{ReasonForm, RestrictForm};
use domain::outside::{ChooseForm, OutsideForm, OutsideState};
use office::documents::NewFile;
use office::{Error, cases, documents, outside};
use sqlx::{AssertSqlSafe, Executor};

use super::Lobby;
use crate::sharing::PLAIN;

fn fields(done: office::Result<()>) -> Vec<String> {
    match done {
        Err(Error::Invalid(errors)) => errors.0.into_iter().map(|error| error.field).collect(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn what_is_another_clients_is_stopped_and_goes_for_a_reason_alone() {
    let lobby = Lobby::new().await;
    let others = "Dear Bellweather Estate, your inventory is attached.";
    let document = lobby.counter.add("Inventory.txt", others).await.document;
    let form = lobby.form(document);
    let unseen = lobby.send_form("attorney-lead", &form).await;
    assert!(matches!(unseen, Err(Error::Conflict(_))), "the page has not said so yet");
    let warned = OutsideForm { warned: "yes".into(), ..form };
    assert_eq!(fields(lobby.send_form("attorney-lead", &warned).await), ["anyway"]);
    assert_eq!(lobby.counter.count("select count(*) from outside_sends").await, 0);
    let sure = OutsideForm { anyway: "Both are heirs.".into(), ..warned };
    lobby.send_form("attorney-lead", &sure).await.unwrap();
    let kept = "select count(*) from outside_sends where verdict = 'stop' and anyway_because = 'Both are heirs.'";
    assert_eq!(lobby.counter.count(kept).await, 1);
    let logged = "select count(*) from audit_events where action = 'send-outside-anyway'";
    assert_eq!(lobby.counter.count(logged).await, 1);
}

#[tokio::test]
async fn a_client_out_of_sight_is_not_overridden() {
    let lobby = Lobby::new().await;
    let text = "The frost took the apples of Corrigan Orchards.";
    let document = lobby.counter.add("Letter.txt", text).await.document;
    let form =
        OutsideForm { warned: "yes".into(), anyway: "They asked.".into(), ..lobby.form(document) };
    assert!(matches!(lobby.send_form("attorney-lead", &form).await, Err(Error::Conflict(_))));
}

#[tokio::test]
async fn an_address_of_another_client_is_a_stop_whatever_is_said() {
    let lobby = Lobby::new().await;
    let document = lobby.add("Lease.txt").await;
    // of the closed case's client, in the portal
    let form = OutsideForm {
        email: "dana.whitfield@mailbox.example".into(),
        warned: "yes".into(),
        anyway: "She is an expert.".into(),
        ..lobby.form(document)
    };
    assert_eq!(fields(lobby.send_form("partner", &form).await), ["email"]);
    let capitals = OutsideForm { email: "Dana.Whitfield@MAILBOX.example".into(), ..form };
    assert_eq!(fields(lobby.send_form("partner", &capitals).await), ["email"]);
}

#[tokio::test]
async fn this_cases_other_side_is_a_note_and_no_stop() {
    let lobby = Lobby::new().await;
    let world = &lobby.counter.desk.world;
    let partner = world.persona("partner").id;
    lobby
        .counter
        .run(&format!(
            "insert into parties (id, case_id, role, name, email, added_by)
            values (gen_random_uuid(), '{}', 'opposing', 'Tideland Freight', 'law@tideland.example', '{partner}')",
            world.open
        ))
        .await;
    let text = "Answer to Tideland Freight, law@tideland.example.";
    let document = lobby.counter.add("Answer.txt", text).await.document;
    let form = OutsideForm {
        name: "Tideland Freight".into(),
        email: "law@tideland.example".into(),
        role: "counsel".into(),
        ..lobby.form(document)
    };
    lobby.send_form("attorney-lead", &form).await.unwrap();
    let noted = "select count(*) from outside_sends where verdict in ('notes', 'clear')";
    assert_eq!(lobby.counter.count(noted).await, 1);
}

#[tokio::test]
async fn a_document_of_another_case_cannot_be_listed_by_anybody() {
    let lobby = Lobby::new().await;
    let world = &lobby.counter.desk.world;
    let (ours, spare) = (lobby.add("Lease.txt").await, lobby.add("Will.txt").await);
    lobby
        .counter
        .run(&format!("update cases set closed_on = null where id = '{}'", world.closed))
        .await;
    let theirs = office::documents::add(
        &lobby.counter.caller("attorney-lead"),
        world.closed,
        &NewFile::named("Theirs.txt"),
        crate::documents::body(PLAIN),
    )
    .await
    .unwrap()
    .document;
    // through the verb it is not there
    let both = OutsideForm { documents: format!("{ours}:1 {theirs}:1"), ..lobby.form(ours) };
    assert!(matches!(lobby.send_form("partner", &both).await, Err(Error::NotFound)));
    // and past every policy it is refused: 23503 is a foreign key
    let form = lobby.form(ours);
    lobby.send_form("partner", &form).await.unwrap();
    for (case, document, nth, code) in [
        (world.open, theirs, 1, "23503"),
        (world.closed, theirs, 1, "23503"),
        (world.closed, spare, 1, "23503"),
        (world.open, spare, 9, "23503"),
        (world.open, ours, 1, "23505"),
    ] {
        let sql = format!(
            "insert into outside_documents (send_id, case_id, document_id, nth, name) values ('{}', '{case}', '{document}', {nth}, 'x')",
            form.key
        );
        let refused = lobby.counter.connection().await.execute(AssertSqlSafe(sql)).await;
        let error = refused.expect_err("refused");
        assert_eq!(error.as_database_error().and_then(|e| e.code()).unwrap(), code, "{document}");
    }
    // and what was sent is not changed under it
    for sql in [
        format!("update outside_sends set email = 'x@x.example' where id = '{}'", form.key),
        format!(
            "update outside_documents set document_id = '{theirs}' where send_id = '{}'",
            form.key
        ),
        format!("update outside_documents set name = 'Will.txt' where send_id = '{}'", form.key),
        format!("delete from outside_sends where id = '{}'", form.key),
    ] {
        let refused = lobby.counter.connection().await.execute(AssertSqlSafe(sql)).await;
        let error = refused.expect_err("refused");
        assert_eq!(error.as_database_error().and_then(|e| e.code()).unwrap(), "PV403");
    }
}

#[tokio::test]
async fn it_is_sent_once_withdrawn_in_time_and_recalled_after_for_a_reason() {
    let lobby = Lobby::new().await;
    let open = lobby.counter.desk.world.open;
    let document = lobby.add("Lease.txt").await;
    let form = lobby.form(document);
    lobby.send_form("attorney-lead", &form).await.unwrap();
    lobby.send_form("attorney-lead", &form).await.unwrap();
    assert_eq!(lobby.counter.count("select count(*) from outside_sends").await, 1);
    let id = form.key.parse().unwrap();
    outside::withdraw(&lobby.counter.caller("attorney-lead"), open, id).await.unwrap();
    lobby.later(120);
    assert_eq!(lobby.mail().await, None, "nobody is told of it");

    let (id, _) = lobby.send("paralegal-manage", document).await;
    let early = outside::withdraw(&lobby.counter.caller("partner"), open, id).await;
    assert!(matches!(early, Err(Error::Conflict(_))), "it is open");
    let silent = ReasonForm::default();
    let silent = outside::recall(&lobby.counter.caller("partner"), open, id, &silent).await;
    assert_eq!(fields(silent), ["reason"]);
    lobby.recall("attorney-manage", id).await.unwrap();
    let (_, _, list) = outside::list(&lobby.counter.caller("partner"), open).await.unwrap();
    let states: Vec<_> = list.rows.iter().map(|row| row.state).collect();
    assert_eq!(states, [OutsideState::Recalled, OutsideState::Withdrawn]);
    // each of it is on the case's timeline, and tells of the document
    let told = "select count(*) from case_events where happened->>'to' = 'Ada Moss'
        and happened->>'document' = (select id::text from documents where name = 'Lease.txt') and happened->>'kind' = ";
    for (kind, times) in [("sent_outside", 2), ("outside_withdrawn", 1), ("outside_recalled", 1)] {
        assert_eq!(lobby.counter.count(&format!("{told}'{kind}'")).await, times, "{kind}");
    }
}

#[tokio::test]
async fn whoever_may_not_open_a_document_does_not_read_that_it_went_outside() {
    let lobby = Lobby::new().await;
    let open = lobby.counter.desk.world.open;
    let document = lobby.add("Lease.txt").await;
    lobby.send("attorney-lead", document).await;
    let told = async |who: &str| {
        let view = cases::show(&lobby.counter.caller(who), open).await.unwrap().body;
        let CaseView::Full(sheet) = view else { return 0 };
        let what = sheet.timeline.into_iter().map(|entry| entry.what);
        what.filter(|what| matches!(what, Happened::SentOutside { document: sent, .. } if *sent == document))
            .count()
    };
    assert_eq!((told("attorney-view").await, told("attorney-manage").await), (1, 1));
    let form = RestrictForm {
        narrowed_to: "named".into(),
        people: vec![lobby.counter.desk.world.persona("attorney-view").id.to_string()],
        ..RestrictForm::default()
    };
    let lead = lobby.counter.caller("attorney-lead");
    documents::narrow_document(&lead, document, &form).await.unwrap();
    assert_eq!((told("attorney-view").await, told("attorney-manage").await), (1, 0));
}

#[tokio::test]
async fn whoever_releases_sends_and_nobody_else_and_walls_hide_it() {
    let lobby = Lobby::new().await;
    let open = lobby.counter.desk.world.open;
    let document = lobby.add("Lease.txt").await;
    for who in ["attorney-contribute", "paralegal-contribute", "attorney-view", "billing"] {
        let refused = lobby.send_form(who, &lobby.form(document)).await;
        assert!(matches!(refused, Err(Error::Refused(_))), "{who}: {refused:?}");
        let choosing = ChooseForm { documents: vec![document.to_string()] };
        let refused = outside::choose(&lobby.counter.caller(who), open, &choosing).await;
        assert!(matches!(refused, Err(Error::Refused(_))), "{who}");
    }
    for who in ["partner-walled", "partner-walled-client", "attorney-outside"] {
        let hidden = lobby.send_form(who, &lobby.form(document)).await;
        assert!(matches!(hidden, Err(Error::NotFound)), "{who}: {hidden:?}");
        let listed = outside::list(&lobby.counter.caller(who), open).await;
        assert!(matches!(listed, Err(Error::NotFound)), "{who}");
    }
    let (id, _) = lobby.send("attorney-manage", document).await;
    assert!(matches!(lobby.recall("attorney-contribute", id).await, Err(Error::Refused(_))));
    assert!(matches!(lobby.recall("partner-walled", id).await, Err(Error::NotFound)));
}

#[tokio::test]
async fn from_a_closed_case_nothing_goes_and_what_went_is_recalled() {
    let lobby = Lobby::new().await;
    let open = lobby.counter.desk.world.open;
    let document = lobby.add("Lease.txt").await;
    let (id, token) = lobby.send("attorney-lead", document).await;
    lobby.let_in("hers", &token).await;
    lobby
        .counter
        .run(&format!("update cases set closed_on = '2026-10-13' where id = '{open}'"))
        .await;
    let closed = lobby.send_form("partner", &lobby.form(document)).await;
    assert!(matches!(closed, Err(Error::Refused(_))), "{closed:?}");
    assert!(lobby.read("hers", &token, document).await.is_ok(), "it was sent before");
    lobby.recall("attorney-lead", id).await.unwrap();
    assert!(lobby.read("hers", &token, document).await.is_err());
}

#[tokio::test]
async fn the_page_shows_what_was_chosen_compared_and_refuses_what_is_not_there() {
    let lobby = Lobby::new().await;
    let open = lobby.counter.desk.world.open;
    let document = lobby.add("Lease.txt").await;
    let caller = lobby.counter.caller("attorney-lead");
    let (_, _, all) = outside::ask(&caller, open, &[]).await.unwrap();
    assert!(all.all.iter().any(|one| one.id == document) && all.chosen.is_empty());
    let choosing = ChooseForm { documents: vec![document.to_string()] };
    let address = outside::choose(&caller, open, &choosing).await.unwrap();
    assert_eq!(domain::outside::from_address(&address), [document]);
    let (_, form, asked) = outside::ask(&caller, open, &[document]).await.unwrap();
    assert_eq!((form.documents, asked.findings.pages_read), (format!("{document}:1"), 1));
    let unknown = domain::ids::DocumentId(uuid::Uuid::new_v4());
    assert!(matches!(outside::ask(&caller, open, &[unknown]).await, Err(Error::NotFound)));
}

#[tokio::test]
async fn a_form_that_comes_twice_is_one_send_and_with_other_documents_it_is_refused() {
    let lobby = Lobby::new().await;
    let (ours, other) = (lobby.add("Lease.txt").await, lobby.add("Will.txt").await);
    let form = lobby.form(ours);
    for _ in 0..2 {
        lobby.send_form("attorney-lead", &form).await.unwrap();
    }
    assert_eq!(lobby.counter.count("select count(*) from outside_sends").await, 1);
    for documents in [format!("{other}:1"), format!("{ours}:1 {other}:1")] {
        let form = OutsideForm { documents, ..form.clone() };
        let refused = lobby.send_form("attorney-lead", &form).await;
        assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
    }
    assert_eq!(lobby.counter.count("select count(*) from outside_documents").await, 1);
}
