//! Where a case stands: written by whoever works on it, read by its clients once the lead has approved it, and by
//! nobody else.

use domain::access::Level;
use domain::status::{StageWordsForm, StatusForm};
use office::portal::{self, PortalCaller};
use office::{Error, stage_words, status};

use super::{ORLA, Porch, form};

fn text(key: &str, step: &str) -> StatusForm {
    StatusForm {
        key: key.into(),
        step: step.into(),
        text: "We are reading.\n\nYou need not do anything.".into(),
        ahead: "Mediation\nTrial, if needed".into(),
        ..StatusForm::default()
    }
}

/// Written by somebody who has read the text that waits.
fn over(waits: &str, step: &str) -> StatusForm {
    StatusForm { waits: waits.into(), ..text("", step) }
}

async fn read(orla: &PortalCaller) -> Vec<String> {
    let home = portal::home(orla, None).await.unwrap().body;
    home.stands.into_iter().map(|row| row.now).collect()
}

#[tokio::test]
async fn a_client_reads_it_once_the_lead_has_approved_it() {
    let porch = Porch::open().await;
    porch.invite_orla().await;
    let case = porch.case().await;
    let orla = porch.sign_in(ORLA).await;
    let pam = porch.paralegal("Pam Ray", case, Level::Contribute).await;
    assert!(!status::write(&pam, case, &text("", "Reading")).await.unwrap());
    assert_eq!(read(&orla).await, Vec::<String>::new());

    let (_, _, page) = status::page(&porch.partner(), case).await.unwrap();
    assert!(page.told.is_none());
    let waiting = page.waiting.unwrap();
    let refused = status::approve(&pam, case, waiting.id).await.unwrap_err();
    assert!(matches!(refused, Error::Refused(_)), "{refused:?}");
    status::approve(&porch.partner(), case, waiting.id).await.unwrap();
    let twice = status::approve(&porch.partner(), case, waiting.id).await.unwrap_err();
    assert!(matches!(twice, Error::Conflict(_)), "{twice:?}");

    let home = portal::home(&orla, None).await.unwrap().body;
    let told = &home.stands[0];
    assert_eq!((told.now.as_str(), told.stale), ("Reading", false));
    assert_eq!(told.ahead, ["Mediation", "Trial, if needed"]);
    assert_eq!(told.behind, []);

    // whoever cannot approve does not take back what is read
    let refused = status::take_back(&pam, case, waiting.id).await.unwrap_err();
    assert!(matches!(refused, Error::Refused(_)), "{refused:?}");
    status::take_back(&porch.partner(), case, waiting.id).await.unwrap();
    assert_eq!(read(&orla).await, Vec::<String>::new());
    let told = porch
        .scene()
        .words("select action from audit_events where action like '%-status' and outcome = 'done' order by seq")
        .await;
    assert_eq!(told, ["write-status", "tell-status", "take-back-status"]);
}

#[tokio::test]
async fn a_road_shows_what_is_behind_and_one_text_waits_at_a_time() {
    let porch = Porch::open().await;
    porch.invite_orla().await;
    let case = porch.case().await;
    let orla = porch.sign_in(ORLA).await;
    for step in ["Claim filed", "Answer received", "Reading"] {
        assert!(status::write(&porch.partner(), case, &text("", step)).await.unwrap());
        porch.scene().later(crate::notices::MINUTE);
    }
    let home = portal::home(&orla, None).await.unwrap().body;
    let behind: Vec<_> = home.stands[0].behind.iter().map(|step| step.name.clone()).collect();
    assert_eq!(behind, ["Claim filed", "Answer received"]);

    let pam = porch.paralegal("Pam Ray", case, Level::Contribute).await;
    let key = "0190b5a0-0000-7000-8000-00000000abcd";
    for _ in 0..2 {
        // the same form, sent twice
        status::write(&pam, case, &text(key, "Draft one")).await.unwrap();
    }
    // whoever has not read it does not replace it
    let unread = status::write(&porch.partner(), case, &text("", "Mine")).await.unwrap_err();
    assert!(matches!(&unread, Error::Conflict(why) if why.contains("Read it first")), "{unread:?}");
    let (_, form, _) = status::page(&pam, case).await.unwrap();
    assert_eq!(form.waits, key);
    status::write(&pam, case, &over(&form.waits, "Draft two")).await.unwrap();
    let (_, form, page) = status::page(&porch.partner(), case).await.unwrap();
    assert_eq!(page.waiting.unwrap().step, "Draft two");
    assert_eq!(form.step, "Draft two");
    assert_eq!(page.told.unwrap().step, "Reading");
    assert_eq!(page.earlier.len(), 2);
    let rows = porch.scene().words("select count(*)::text from case_statuses").await;
    assert_eq!(rows, ["5"]);
    // the key of one text is not that of another's
    let other = status::write(&porch.partner(), case, &text(key, "Mine")).await.unwrap_err();
    assert!(matches!(other, Error::Conflict(_)), "{other:?}");
}

#[tokio::test]
async fn nobody_outside_the_case_reads_it_and_a_separated_client_no_more() {
    let porch = Porch::open().await;
    let petra = porch.client("Petra Voss").await;
    porch.invite(petra, &form("Petra Voss", "petra@example.com")).await.unwrap();
    let case = porch.case().await;
    status::write(&porch.partner(), case, &text("", "Reading")).await.unwrap();
    porch.scene().later(crate::notices::MINUTE);
    let reader = porch.sign_in("petra@example.com").await;
    assert_eq!(read(&reader).await, Vec::<String>::new());
    let named =
        domain::co_clients::CoClientForm { name: "Petra Voss".into(), ..Default::default() };
    office::co_clients::add(&porch.partner(), case, &named).await.unwrap();
    // what was told before was not written for them
    assert_eq!(read(&reader).await, Vec::<String>::new());
    status::write(&porch.partner(), case, &text("", "Writing")).await.unwrap();
    assert_eq!(read(&reader).await, ["Writing"]);
    office::co_clients::separate(&porch.partner(), case, petra).await.unwrap();
    assert_eq!(read(&reader).await, Vec::<String>::new());
}

#[tokio::test]
async fn what_is_a_month_old_is_said_to_be_and_a_closed_case_says_nothing() {
    let porch = Porch::open().await;
    porch.invite_orla().await;
    let case = porch.case().await;
    status::write(&porch.partner(), case, &text("", "Reading")).await.unwrap();
    porch
        .scene()
        .sql("alter table case_statuses disable trigger case_statuses_sound;
            update case_statuses set written_at = written_at - interval '31 days', approved_at = approved_at - interval '31 days';
            alter table case_statuses enable trigger case_statuses_sound")
        .await;
    let orla = porch.sign_in(ORLA).await;
    let home = portal::home(&orla, None).await.unwrap().body;
    assert!(home.stands[0].stale);
    let (_, _, page) = status::page(&porch.partner(), case).await.unwrap();
    assert!(page.stale && !page.moved);
    porch
        .scene()
        .sql(format!("update cases set closed_on = '2026-11-02' where id = '{case}'"))
        .await;
    assert_eq!(read(&orla).await, Vec::<String>::new());
    let late = status::write(&porch.partner(), case, &text("", "Late")).await.unwrap_err();
    assert!(matches!(late, Error::Refused(_)), "{late:?}");
}

#[tokio::test]
async fn an_empty_text_is_refused_and_nothing_is_kept() {
    let porch = Porch::open().await;
    let case = porch.case().await;
    let refused = status::write(&porch.partner(), case, &StatusForm::default()).await.unwrap_err();
    let Error::Invalid(errors) = refused else { panic!("{refused:?}") };
    let fields: Vec<_> = errors.0.iter().map(|error| error.field.as_str()).collect();
    assert_eq!(fields, ["step", "text"]);
    let rows = porch.scene().words("select count(*)::text from case_statuses").await;
    assert_eq!(rows, ["0"]);
}

#[tokio::test]
async fn a_text_begins_with_what_the_office_usually_says_of_the_stage() {
    let porch = Porch::open().await;
    let case = porch.case().await;
    let (_, house, page) = status::page(&porch.partner(), case).await.unwrap();
    let stage = page.case.stage;
    let (_, form, row) = stage_words::page(&porch.partner(), stage).await.unwrap();
    assert_eq!((form.step.as_str(), row.set.as_str()), (house.step.as_str(), ""));

    let own = StageWordsForm { step: "Sorting".into(), text: "We sort.".into(), ..form };
    stage_words::save(&porch.partner(), stage, &own).await.unwrap();
    let begun = status::page(&porch.partner(), case).await.unwrap().1;
    assert_eq!((begun.step.as_str(), begun.text.as_str()), ("Sorting", "We sort."));
    // whoever began from the house's words was second
    let late = stage_words::save(&porch.partner(), stage, &own).await.unwrap_err();
    assert!(matches!(late, Error::Conflict(_)), "{late:?}");
    let (_, form, row) = stage_words::page(&porch.partner(), stage).await.unwrap();
    assert!(!row.set.is_empty());
    let again = StageWordsForm { text: "We sort on.".into(), ..form };
    stage_words::save(&porch.partner(), stage, &again).await.unwrap();

    let revision = stage_words::page(&porch.partner(), stage).await.unwrap().1.revision;
    stage_words::back_to_house(&porch.partner(), stage, &revision).await.unwrap();
    let twice = stage_words::back_to_house(&porch.partner(), stage, "").await.unwrap_err();
    assert!(matches!(twice, Error::Conflict(_)), "{twice:?}");
    assert_eq!(status::page(&porch.partner(), case).await.unwrap().1.step, house.step);
    let kept = porch.scene().words("select said from stage_words order by since, id").await;
    assert_eq!(kept, ["We sort.", "We sort on."]);
}

#[tokio::test]
async fn what_is_usually_said_is_a_managing_partners_to_word() {
    let porch = Porch::open().await;
    let case = porch.case().await;
    let pam = porch.paralegal("Pam Ray", case, Level::Manage).await;
    let refused = stage_words::list(&pam).await.unwrap_err();
    assert!(matches!(refused, Error::Refused(_)), "{refused:?}");
    let form = StageWordsForm { step: "x".repeat(41), text: " ".into(), ..Default::default() };
    let refused = stage_words::save(&porch.partner(), domain::cases::Stage::Hearing, &form)
        .await
        .unwrap_err();
    let Error::Invalid(errors) = refused else { panic!("{refused:?}") };
    let fields: Vec<_> = errors.0.iter().map(|error| error.field.as_str()).collect();
    assert_eq!(fields, ["step", "text"]);
}

#[tokio::test]
async fn a_client_is_told_once_that_there_is_news_and_nothing_of_what_it_is() {
    let porch = Porch::open().await;
    porch.invite_orla().await;
    let case = porch.case().await;
    let pam = porch.paralegal("Pam Ray", case, Level::Contribute).await;
    let round = async || {
        porch.scene().later(crate::notices::MINUTE);
        porch.scene().round().await;
        porch.mails()
    };
    let before = round().await;
    // what waits for the lead is no news
    status::write(&pam, case, &text("", "Reading")).await.unwrap();
    assert_eq!(round().await, before);
    let (_, form, _) = status::page(&porch.partner(), case).await.unwrap();
    status::write(&porch.partner(), case, &over(&form.waits, "Reading on")).await.unwrap();
    assert_eq!(round().await, before + 1);
    let mail = porch.mail_to(ORLA).await;
    assert!(mail.contains("there is news on your private page"), "{mail}");
    assert!(!mail.contains("Reading") && !mail.contains("not do anything"), "{mail}");
    // written again within the hour, it is the same news
    status::write(&porch.partner(), case, &text("", "Reading still")).await.unwrap();
    assert_eq!(round().await, before + 1);
    porch.scene().later(crate::notices::HOUR);
    status::write(&porch.partner(), case, &text("", "Writing")).await.unwrap();
    assert_eq!(round().await, before + 2);
}

#[tokio::test]
async fn whoever_has_read_the_news_or_cannot_any_more_is_not_told() {
    let porch = Porch::open().await;
    porch.invite_orla().await;
    let case = porch.case().await;
    porch.scene().later(crate::notices::MINUTE);
    status::write(&porch.partner(), case, &text("", "Reading")).await.unwrap();
    porch.scene().later(crate::notices::MINUTE);
    porch
        .scene()
        .sql(format!("update portal_people set seen_at = '{}'", porch.scene().now()))
        .await;
    let before = porch.mails();
    porch.scene().round().await;
    let told = porch
        .scene()
        .words("select count(*)::text from notifications where subject_kind = 'status'")
        .await;
    assert_eq!((told[0].as_str(), porch.mails()), ("0", before + 1), "the invitation alone");

    // taken back between planning and sending
    porch.scene().later(crate::notices::HOUR);
    status::write(&porch.partner(), case, &text("", "Writing")).await.unwrap();
    office::notices::plan(porch.scene().office(), true).await.unwrap();
    let (_, _, page) = status::page(&porch.partner(), case).await.unwrap();
    status::take_back(&porch.partner(), case, page.told.unwrap().id).await.unwrap();
    porch.scene().round().await;
    let became = porch
        .scene()
        .words("select state || ' ' || reason from notifications where subject_kind = 'status'")
        .await;
    assert_eq!(became, ["cancelled settled"]);
}

#[tokio::test]
async fn a_text_that_names_another_client_is_not_written() {
    let porch = Porch::open().await;
    porch.client("Petra Vossberg").await;
    let case = porch.case().await;
    let pam = porch.paralegal("Pam Ray", case, Level::Contribute).await;
    let form =
        StatusForm { text: "We wait for Petra Vossberg to answer.".into(), ..text("", "Reading") };
    for (writer, names) in [(porch.partner(), true), (pam, false)] {
        let refused = status::write(&writer, case, &form).await.unwrap_err();
        let Error::Invalid(errors) = refused else { panic!("{refused:?}") };
        let said = errors.of("text").unwrap();
        assert_eq!(said.contains("Vossberg"), names, "{said}");
    }
    let rows = porch.scene().words("select count(*)::text from case_statuses").await;
    assert_eq!(rows, ["0"]);
}
