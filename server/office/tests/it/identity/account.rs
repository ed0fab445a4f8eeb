//! One's own account.

use domain::access::Role;
use domain::account::{ChangePasswordForm, CodeForm, StepUpForm};
use domain::ids::HolidayId;
use domain::settings::{HolidayForm, HoursForm, SettingsForm};
use jiff::SignedDuration;
use office::identity::{
    begin_second_factor, change_password, code_at, confirm_second_factor, end_device,
    new_recovery_codes, page, parse_secret, remove_second_factor, second_factor,
    second_factor_setup, sign_out_everywhere_else, step_up,
};
use office::{Error, hours, settings};

use super::{Door, PASSWORD, complaint};

const BETTER: &str = "kettle under violin moss";

fn change(current: &str, password: &str) -> ChangePasswordForm {
    ChangePasswordForm { current: current.into(), password: password.into() }
}

#[tokio::test]
async fn a_new_password_needs_the_old_one_and_ends_the_other_sessions() {
    let test = Door::new().await;
    test.staff("priya", Role::Paralegal).await;
    let (here, there) = (test.token_of("priya").await, test.token_of("priya").await);
    let caller = test.admitted(&here).await.unwrap();

    let missed = change_password(&caller, &change("wrong", BETTER)).await;
    assert_eq!(complaint(missed, "current"), "That is not your password.");
    for (bad, why) in [
        ("short", "at least 12"),
        ("priya example 1", "your own"),
        (PASSWORD, "the password you have"),
    ] {
        let refused = complaint(change_password(&caller, &change(PASSWORD, bad)).await, "password");
        assert!(refused.contains(why), "{refused}");
    }
    change_password(&caller, &change(PASSWORD, BETTER)).await.unwrap();

    assert!(test.admitted(&here).await.is_some());
    assert!(test.admitted(&there).await.is_none());
    test.sign_in("priya", BETTER).await.unwrap();
    complaint(test.sign_in("priya", PASSWORD).await, "password");
    let told = test.console.messages().await.unwrap();
    assert!(told.iter().any(|message| message.kind == "password_changed"));
    let audited = test.audited().await;
    assert!(audited.iter().any(|(action, ..)| action == "change-password"), "{audited:?}");
}

#[tokio::test]
async fn guessing_ones_own_password_is_slowed_too() {
    let test = Door::new().await;
    test.staff("priya", Role::Paralegal).await;
    let caller = test.admitted(&test.token_of("priya").await).await.unwrap();
    for _ in 0..5 {
        complaint(change_password(&caller, &change("wrong", BETTER)).await, "current");
    }
    let slowed = change_password(&caller, &change(PASSWORD, BETTER)).await;
    assert!(matches!(slowed, Err(Error::Busy(_))), "{slowed:?}");
}

#[tokio::test]
async fn devices_are_listed_and_ended() {
    let test = Door::new().await;
    test.staff("priya", Role::Paralegal).await;
    test.staff("yusra", Role::Paralegal).await;
    let yusra = test.admitted(&test.token_of("yusra").await).await.unwrap();
    let tokens =
        [test.token_of("priya").await, test.token_of("priya").await, test.token_of("priya").await];
    let caller = test.admitted(&tokens[0]).await.unwrap();

    let devices = page(&caller).await.unwrap().body.devices;
    assert_eq!(devices.len(), 3);
    assert_eq!(devices.iter().filter(|device| device.here).count(), 1);
    assert_eq!(devices[0].name, "Firefox on Linux");
    assert_eq!(devices[0].since, "Oct 13, 2026, 10:42 am");

    let second = test.admitted(&tokens[1]).await.unwrap().session_id();
    assert!(matches!(end_device(&yusra, second).await, Err(Error::NotFound)), "not hers");
    end_device(&caller, second).await.unwrap();
    assert!(matches!(end_device(&caller, second).await, Err(Error::NotFound)));
    assert!(test.admitted(&tokens[1]).await.is_none());

    assert_eq!(sign_out_everywhere_else(&caller).await.unwrap(), 1);
    assert!(test.admitted(&tokens[2]).await.is_none());
    assert!(test.admitted(&tokens[0]).await.is_some());
}

#[tokio::test]
async fn a_partner_without_a_second_factor_sets_one_up_and_keeps_it() {
    let test = Door::new().await;
    test.staff("miriam", Role::ManagingPartner).await;
    let token = test.token_of("miriam").await;
    let caller = test.admitted(&token).await.unwrap();
    assert!(caller.must_enrol());
    assert!(second_factor_setup(&caller).await.unwrap().body.is_none());

    begin_second_factor(&caller).await.unwrap();
    let setup = second_factor_setup(&caller).await.unwrap().body.unwrap();
    assert!(setup.required);
    assert_eq!(setup.secret.len(), 39, "160 bits in groups of four");
    assert!(setup.qr.len() >= 21 && setup.qr.iter().all(|row| row.len() == setup.qr.len()));
    assert!(caller_must_enrol(&test, &token).await, "not before it is proved");

    let secret = parse_secret(&setup.secret).unwrap();
    let wrong = CodeForm { code: "123456".into(), next: String::new() };
    complaint(confirm_second_factor(&caller, &wrong).await, "code");
    let right = CodeForm { code: code_at(&secret, test.now()), next: String::new() };
    let codes = confirm_second_factor(&caller, &right).await.unwrap().codes;
    assert_eq!(codes.len(), 10);
    assert!(!caller_must_enrol(&test, &token).await);
    assert_eq!(page(&caller).await.unwrap().body.recovery_codes_left, 10);
    let removed = remove_second_factor(&caller).await;
    assert!(matches!(removed, Err(Error::Refused(_))), "{removed:?}");

    // the code that proved it does not sign in as well
    let half = test.sign_in("miriam", PASSWORD).await.unwrap();
    assert!(
        complaint(second_factor(&test.visit(), &half.token, &right).await, "code")
            .contains("has been used")
    );
    // a recovery code does, once, however it is typed
    let recovery =
        CodeForm { code: codes[3].to_lowercase().replace(' ', "-"), next: String::new() };
    second_factor(&test.visit(), &half.token, &recovery).await.unwrap();
    let half = test.sign_in("miriam", PASSWORD).await.unwrap();
    complaint(second_factor(&test.visit(), &half.token, &recovery).await, "code");
    assert_eq!(page(&caller).await.unwrap().body.recovery_codes_left, 9);

    let fresh = new_recovery_codes(&caller).await.unwrap().codes;
    let old = CodeForm { code: codes[4].clone(), next: String::new() };
    complaint(second_factor(&test.visit(), &half.token, &old).await, "code");
    let new = CodeForm { code: fresh[4].clone(), next: String::new() };
    second_factor(&test.visit(), &half.token, &new).await.unwrap();
}

async fn caller_must_enrol(test: &Door, token: &str) -> bool {
    test.admitted(token).await.unwrap().must_enrol()
}

#[tokio::test]
async fn a_second_factor_that_nobody_demands_can_be_taken_away() {
    let test = Door::new().await;
    test.staff_with_factor("priya", Role::Paralegal).await;
    let caller = test.admitted(&test.token_of("priya").await).await.unwrap();
    remove_second_factor(&caller).await.unwrap();
    assert!(!page(&caller).await.unwrap().body.second_factor);
    test.token_of("priya").await;
}

#[tokio::test]
async fn a_sensitive_act_asks_for_a_fresh_factor_and_the_token_rotates() {
    let test = Door::new().await;
    test.staff_with_factor("miriam", Role::ManagingPartner).await;
    let token = test.token_of("miriam").await;
    test.advance(SignedDuration::from_mins(11));
    let caller = test.admitted(&token).await.unwrap();
    for stale in [begin_second_factor(&caller).await, remove_second_factor(&caller).await] {
        assert!(matches!(stale, Err(Error::StepUp)), "{stale:?}");
    }
    // what holds for the whole office, alike on each of its pages
    let (settings_form, hours_form) = (SettingsForm::default(), HoursForm::default());
    for stale in [
        settings::save(&caller, &settings_form).await,
        hours::save(&caller, &hours_form).await,
        hours::add_holiday(&caller, &HolidayForm::default()).await.map(|_| ()),
        hours::end_holiday(&caller, HolidayId(uuid::Uuid::nil())).await,
        office::reminders::stop(&caller, &domain::reminders::StopForm::default()).await,
        office::reminders::start(&caller).await,
        office::reminders::save_contact(&caller, &domain::reminders::ContactForm::default()).await,
        office::retention::set_rule(&caller, &domain::retention::RuleForm::default()).await,
    ] {
        assert!(matches!(stale, Err(Error::StepUp)), "{stale:?}");
    }
    let prove = |password: &str, code: &str| StepUpForm {
        password: password.into(),
        code: code.into(),
        next: String::new(),
    };
    let code = test.code().code;
    complaint(step_up(&caller, &prove("wrong", &code)).await, "password");
    complaint(step_up(&caller, &prove(PASSWORD, "")).await, "code");
    complaint(step_up(&caller, &prove(PASSWORD, "000000")).await, "code");
    let renewed = step_up(&caller, &prove(PASSWORD, &code)).await.unwrap();

    assert!(test.admitted(&token).await.is_none(), "the token before is worth nothing");
    let caller = test.admitted(&renewed).await.unwrap();
    caller.fresh().unwrap();
    begin_second_factor(&caller).await.unwrap();
    let again = step_up(&caller, &prove(PASSWORD, &code)).await;
    assert!(complaint(again, "code").contains("has been used"));
}
