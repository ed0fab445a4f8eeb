//! The way in: codes, links, and how often.

use jiff::SignedDuration;
use office::Error;
use office::portal;

use super::{ORLA, Porch, another, code_in, form, link_in, typed};
use crate::notices::{HOUR, MINUTE};

fn is_invalid(error: &Error, field: &str) -> bool {
    matches!(error, Error::Invalid(errors) if errors.of(field).is_some())
}

#[tokio::test]
async fn a_code_lets_in_once_and_in_the_browser_that_asked_alone() {
    let porch = Porch::open().await;
    porch.invite_orla().await;
    let (here, elsewhere) = (porch.browser("here"), porch.browser("elsewhere"));
    porch.ask(&here, ORLA).await.unwrap();
    let code = code_in(&porch.mail_to(ORLA).await);
    let strange = portal::take_code(&elsewhere, &typed(&code)).await.unwrap_err();
    assert!(is_invalid(&strange, "code"), "{strange:?}");
    let without = portal::take_code(&porch.visit(), &typed(&code)).await.unwrap_err();
    assert!(is_invalid(&without, "code"), "{without:?}");
    let token = portal::take_code(&here, &typed(&code)).await.unwrap();
    let client = porch.admitted(&token).await.unwrap();
    assert_eq!(portal::home(&client, None).await.unwrap().frame.name, "Orla Finnegan");
    assert!(portal::take_code(&here, &typed(&code)).await.is_err(), "used");
}

#[tokio::test]
async fn a_code_has_ten_minutes_and_five_tries() {
    let porch = Porch::open().await;
    porch.invite_orla().await;
    let here = porch.browser("here");
    porch.ask(&here, ORLA).await.unwrap();
    let code = code_in(&porch.mail_to(ORLA).await);
    for _ in 0..5 {
        assert!(portal::take_code(&here, &typed(&another(&code))).await.is_err());
    }
    assert!(portal::take_code(&here, &typed(&code)).await.is_err(), "the sixth try is none");

    porch.ask(&here, ORLA).await.unwrap();
    let code = code_in(&porch.mail_to(ORLA).await);
    porch.scene().later(MINUTE * 10);
    assert!(portal::take_code(&here, &typed(&code)).await.is_err(), "too late");
}

#[tokio::test]
async fn the_newest_code_of_a_browser_is_the_one() {
    let porch = Porch::open().await;
    porch.invite_orla().await;
    let here = porch.browser("here");
    porch.ask(&here, ORLA).await.unwrap();
    let first = porch.mail_to(ORLA).await;
    porch.scene().later(MINUTE);
    // another request of the same browser
    let here = porch.browser("here");
    porch.ask(&here, ORLA).await.unwrap();
    let second = porch.mail_to(ORLA).await;
    assert!(portal::take_code(&here, &typed(&code_in(&first))).await.is_err());
    // the link of the first holds all the same
    assert!(portal::take_link(&porch.visit(), &link_in(&first)).await.is_ok());
    assert!(portal::take_code(&here, &typed(&code_in(&second))).await.is_ok());
}

#[tokio::test]
async fn looking_at_a_link_uses_nothing_up_and_it_lets_in_once() {
    let porch = Porch::open().await;
    porch.invite_orla().await;
    let link = link_in(&porch.mail_to(ORLA).await);
    for _ in 0..3 {
        assert_eq!(portal::link(&porch.visit(), &link).await.unwrap(), "Adair & Lowe");
    }
    assert_eq!(porch.scene().count("portal_sessions").await, 0);
    let token = portal::take_link(&porch.visit(), &link).await.unwrap();
    assert!(porch.admitted(&token).await.is_some());
    assert!(matches!(portal::take_link(&porch.visit(), &link).await, Err(Error::Conflict(_))));
    assert!(matches!(portal::link(&porch.visit(), &link).await, Err(Error::NotFound)));
}

#[tokio::test]
async fn of_two_who_press_the_button_at_once_one_is_in() {
    let porch = Porch::open().await;
    porch.invite_orla().await;
    let link = link_in(&porch.mail_to(ORLA).await);
    let (one, two) = (porch.visit(), porch.visit());
    let (one, two) = tokio::join!(portal::take_link(&one, &link), portal::take_link(&two, &link));
    assert_eq!([one.is_ok(), two.is_ok()].iter().filter(|ok| **ok).count(), 1);
}

#[tokio::test]
async fn an_invitation_holds_for_seven_days_and_a_newer_one_ends_it() {
    let porch = Porch::open().await;
    porch.invite_orla().await;
    let first = link_in(&porch.mail_to(ORLA).await);
    porch.scene().later(HOUR);
    let membership = porch.membership(porch.orla()).await;
    portal::invite_again(&porch.partner(), porch.orla(), membership).await.unwrap();
    // one is on its way
    let twice = portal::invite_again(&porch.partner(), porch.orla(), membership).await;
    assert!(matches!(twice, Err(Error::Conflict(_))));
    let second = link_in(&porch.mail_to(ORLA).await);
    assert!(portal::take_link(&porch.visit(), &first).await.is_err());
    porch.scene().later(SignedDuration::from_hours(7 * 24) - MINUTE);
    assert!(portal::link(&porch.visit(), &second).await.is_ok());
    porch.scene().later(MINUTE);
    assert!(portal::take_link(&porch.visit(), &second).await.is_err());
}

#[tokio::test]
async fn a_stranger_burns_nobodys_link() {
    let porch = Porch::open().await;
    porch.invite_orla().await;
    porch.scene().round().await;
    let (here, stranger) = (porch.browser("here"), porch.browser("stranger"));
    for _ in 0..2 {
        porch.ask(&stranger, ORLA).await.unwrap();
        for _ in 0..5 {
            assert!(portal::take_code(&stranger, &typed("000000")).await.is_err());
        }
        porch.scene().later(MINUTE * 2);
    }
    porch.ask(&here, ORLA).await.unwrap();
    let mail = porch.mail_to(ORLA).await;
    // ten misses in a day: no code of this person's counts any more
    assert!(portal::take_code(&here, &typed(&code_in(&mail))).await.is_err());
    assert!(portal::take_link(&here, &link_in(&mail)).await.is_ok());
}

#[tokio::test]
async fn no_more_than_three_messages_go_out_in_an_hour_and_nobody_is_told() {
    let porch = Porch::open().await;
    porch.invite_orla().await;
    porch.scene().round().await;
    let before = porch.mails();
    for nth in 0..5 {
        porch.ask(&porch.browser(&format!("browser {nth}")), ORLA).await.unwrap();
        porch.scene().later(MINUTE * 2);
    }
    porch.scene().round().await;
    assert_eq!(porch.mails() - before, 3);
    // the link of the first is good still
    let first = porch.scene().sink.emails.lock().unwrap()[before].text.clone();
    assert!(portal::link(&porch.visit(), &link_in(&first)).await.is_ok());
    porch.scene().later(HOUR);
    porch.ask(&porch.browser("later"), ORLA).await.unwrap();
    porch.scene().round().await;
    assert_eq!(porch.mails() - before, 4);
}

#[tokio::test]
async fn whoever_asks_too_often_waits_whether_the_address_is_known_or_not() {
    let porch = Porch::open().await;
    porch.invite_orla().await;
    for address in [ORLA, "nobody@example.com"] {
        let mut waits = Vec::new();
        for nth in 0..8 {
            let visit = porch.browser(&format!("{address} {nth}"));
            waits.push(matches!(porch.ask(&visit, address).await, Err(Error::Busy(_))));
        }
        assert_eq!(waits, [false, false, false, false, false, true, true, true], "{address}");
    }
}

#[tokio::test]
async fn an_address_that_nobody_has_is_answered_alike_and_nothing_goes_out() {
    let porch = Porch::open().await;
    porch.invite_orla().await;
    porch.scene().round().await;
    let before = porch.mails();
    let visit = porch.browser("here");
    porch.ask(&visit, "nobody@example.com").await.unwrap();
    porch.scene().round().await;
    assert_eq!(porch.mails(), before);
    let known = porch.browser("there");
    porch.ask(&known, ORLA).await.unwrap();
    let said = |error: Error| format!("{error:?}");
    let missed = said(portal::take_code(&visit, &typed("123456")).await.unwrap_err());
    assert_eq!(missed, said(portal::take_code(&known, &typed("123456")).await.unwrap_err()));
    // tries of both are counted
    let counted = "select missed::text from portal_mails where kind = 'code' order by asked_at, id";
    assert_eq!(porch.scene().words(counted).await, ["1", "1"]);
}

#[tokio::test]
async fn neither_code_nor_link_is_kept() {
    let porch = Porch::open().await;
    porch.invite_orla().await;
    porch.scene().round().await;
    porch.ask(&porch.browser("here"), ORLA).await.unwrap();
    let mail = porch.mail_to(ORLA).await;
    let (code, link) = (code_in(&mail), link_in(&mail));
    let kept = porch.scene().words("select body from notification_texts").await.join("\n");
    assert!(kept.contains("[code]") && kept.contains("/portal/enter/[link]"), "{kept}");
    assert!(!kept.contains(&code) && !kept.contains(&link), "{kept}");
    let rows = porch.scene().words("select m::text from portal_mails m").await.join("\n");
    assert!(!rows.contains(&link) && !rows.contains(&code.replace(' ', "")), "{rows}");
}

#[tokio::test]
async fn a_discreet_contact_is_not_told_who_writes() {
    let porch = Porch::open().await;
    porch
        .scene()
        .sql(format!("update clients set discreet = true where id = '{}'", porch.orla()))
        .await;
    porch.invite_orla().await;
    porch.scene().round().await;
    porch.ask(&porch.browser("here"), ORLA).await.unwrap();
    porch.scene().round().await;
    {
        let emails = porch.scene().sink.emails.lock().unwrap();
        assert_eq!(emails.len(), 2);
        for email in emails.iter() {
            let all = format!(
                "{} {} {:?} {:?}",
                email.subject, email.text, email.from.name, email.reply_to
            );
            assert!(!all.contains("Adair") && !all.contains("office"), "{all}");
        }
    }
    let link = link_in(&porch.mail_to(ORLA).await);
    assert_eq!(portal::link(&porch.visit(), &link).await.unwrap(), "");
}

#[tokio::test]
async fn a_session_ends_when_it_rests_and_after_a_week_and_when_its_holder_says_so() {
    let porch = Porch::open().await;
    porch.invite_orla().await;
    let link = link_in(&porch.mail_to(ORLA).await);
    let token = portal::take_link(&porch.visit(), &link).await.unwrap();
    // used each few hours, and a week is enough
    for _ in 0..27 {
        porch.scene().later(HOUR * 6);
        assert!(porch.admitted(&token).await.is_some());
    }
    porch.scene().later(HOUR * 6);
    assert!(porch.admitted(&token).await.is_none());

    let first = porch.sign_in(ORLA).await;
    porch.scene().later(HOUR);
    let second = porch.sign_in(ORLA).await;
    let devices = portal::profile(&second, super::ADDRESS).await.unwrap().body.devices;
    assert_eq!(devices.len(), 2);
    assert_eq!(devices.iter().filter(|device| device.here).count(), 1);
    portal::sign_out_everywhere_else(&second).await.unwrap();
    assert_eq!(portal::profile(&second, super::ADDRESS).await.unwrap().body.devices.len(), 1);
    // nobody ends another's
    let gone = portal::end_device(&second, first.session_id()).await;
    assert!(matches!(gone, Err(Error::NotFound)));
}

#[tokio::test]
async fn resting_for_half_a_day_ends_a_session() {
    let porch = Porch::open().await;
    porch.invite_orla().await;
    let link = link_in(&porch.mail_to(ORLA).await);
    let token = portal::take_link(&porch.visit(), &link).await.unwrap();
    porch.scene().later(HOUR * 12);
    assert!(porch.admitted(&token).await.is_none());
    portal::sign_out(&porch.visit(), &token).await.unwrap();
}

#[tokio::test]
async fn signing_in_anew_ends_the_session_that_the_browser_had() {
    let porch = Porch::open().await;
    porch.invite_orla().await;
    let link = link_in(&porch.mail_to(ORLA).await);
    let first = portal::take_link(&porch.visit(), &link).await.unwrap();
    porch.ask(&porch.browser("here"), ORLA).await.unwrap();
    let code = code_in(&porch.mail_to(ORLA).await);
    let here = porch.browser("here").carrying(Some(first.clone()), None);
    portal::take_code(&here, &typed(&code)).await.unwrap();
    assert!(porch.admitted(&first).await.is_none());
}

#[tokio::test]
async fn what_happens_at_the_door_is_on_record_with_who_it_was() {
    let porch = Porch::open().await;
    porch.invite(porch.orla(), &form("Orla Finnegan", ORLA)).await.unwrap();
    porch.scene().round().await;
    porch.ask(&porch.browser("x"), "nobody@example.com").await.unwrap();
    porch.sign_in(ORLA).await;
    let told = porch
        .scene()
        .words("select actor_kind || ' ' || action from audit_events where action like 'portal-%' order by seq")
        .await;
    assert_eq!(told, ["nobody portal-ask-code", "client portal-ask-code", "client portal-sign-in"]);
    let all = porch.scene().words("select a::text from audit_events a").await.join("\n");
    assert!(!all.contains("nobody@example.com") && !all.contains(ORLA));
}
