//! How a case is paid for: said by those who bill, read by those who lead, and kept by what is drafted.

use domain::billing::invoices::LineKind;
use domain::billing::terms::TermsForm;
use office::{Error, billing, cases};

use super::{Desk, conflict, of_fee, said};

fn fixed() -> TermsForm {
    TermsForm {
        arrangement: "fixed_fee".into(),
        fixed_fee: "4000".into(),
        currency: "USD".into(),
        payment_days: "14".into(),
        reminded: "on".into(),
        reference: "Claim 88".into(),
        ..TermsForm::default()
    }
}

impl Desk {
    async fn terms(&self, who: &str) -> office::Result<(TermsForm, String, bool)> {
        let (_, form, page) = billing::terms(&self.caller(who), self.case()).await?;
        Ok((form, page.line, page.may_set))
    }

    async fn set(&self, who: &str, form: &TermsForm) -> office::Result<()> {
        billing::set_terms(&self.caller(who), self.case(), form).await
    }
}

#[tokio::test]
async fn a_case_of_which_nothing_is_said_is_billed_by_the_hour() {
    let desk = Desk::open().await;
    let (form, line, may_set) = desk.terms("billing").await.unwrap();
    assert_eq!((form.arrangement.as_str(), form.revision.as_str(), may_set), ("hourly", "", true));
    assert_eq!(line, "By the hour, in USD, paid by the client within 30 days");
    desk.set("billing", &TermsForm { revision: String::new(), ..fixed() }).await.unwrap();
    let (form, line, _) = desk.terms("attorney-manage").await.unwrap();
    assert_eq!(form, TermsForm { revision: "1".into(), fixed_fee: "4,000.00".into(), ..fixed() });
    assert_eq!(line, "For a fixed fee of $4,000.00, paid by the client within 14 days");
    // two who say it first, and two who change it
    conflict(desk.set("partner", &fixed()).await);
    let later = TermsForm {
        revision: "1".into(),
        arrangement: "pro_bono".into(),
        fixed_fee: String::new(),
        ..fixed()
    };
    desk.set("partner", &later).await.unwrap();
    conflict(desk.set("billing", &later).await);
    assert_eq!(desk.terms("partner").await.unwrap().1, "Without charge");
    let changed =
        "select count(*) from audit_events where action = 'set-fee-terms' and outcome = 'done'
        and detail->'changed' @> '[\"fixed fee\"]'";
    assert_eq!(desk.number(changed).await, 2);
}

#[tokio::test]
async fn a_fixed_fee_stands_once_and_pays_for_the_time() {
    let desk = Desk::open().await;
    desk.worked("attorney-view", 12, 24).await;
    desk.set("billing", &fixed()).await.unwrap();
    let drafted = desk.drafted().await;
    assert_eq!(drafted.totals.total, 400_000);
    billing::issue(&desk.caller("billing"), drafted.invoice, drafted.revision, "").await.unwrap();
    let said = format!(
        "select count(*) from invoices where id = '{}' and due_on = issued_on + 14
            and frozen->>'reference' = 'Claim 88'",
        drafted.invoice
    );
    assert_eq!(desk.number(&said).await, 1);
    desk.worked("attorney-view", 12, 6).await;
    let unbilled = billing::unbilled(&desk.caller("billing"), desk.case()).await.unwrap();
    assert!(unbilled.draft.lines.iter().all(|line| line.kind == LineKind::Time && line.in_fee));
    desk.agrees().await;
}

#[tokio::test]
async fn the_currency_is_that_of_what_waits_to_be_billed() {
    let desk = Desk::open().await;
    let euros = TermsForm { currency: "EUR".into(), ..fixed() };
    billing::write(&desk.caller("billing"), desk.case(), &of_fee(100)).await.unwrap();
    // a draft is in the other one
    assert!(said(desk.set("billing", &euros).await).of("currency").is_some());
    let raw = format!(
        "insert into fee_terms (case_id, currency, set_by) values ('{}', 'EUR', office_caller())",
        desk.case()
    );
    assert_eq!(desk.raw("billing", &raw).await, Err("PV409".into()));
    let other = Desk::open().await;
    other.worked("attorney-view", 12, 24).await;
    assert!(said(other.set("billing", &euros).await).of("currency").is_some());
    let free = Desk::open().await;
    free.set("billing", &euros).await.unwrap();
    assert_eq!(free.terms("billing").await.unwrap().0.currency, "EUR");
}

#[tokio::test]
async fn only_who_pays_for_the_case_is_asked_to_pay() {
    let desk = Desk::open().await;
    let payer = |id: String| TermsForm { payer: id, ..fixed() };
    let stranger = payer(desk.case().to_string());
    assert!(said(desk.set("billing", &stranger).await).of("payer").is_some());
    desk.set("billing", &payer(desk.world.payer.to_string())).await.unwrap();
    let unbilled = billing::unbilled(&desk.caller("billing"), desk.case()).await.unwrap();
    assert_eq!(unbilled.draft.payer, Some(desk.world.payer));
    // one who pays no longer stays while it is said, and is said so
    office::payers::end(&desk.caller("partner"), desk.case(), desk.world.payer).await.unwrap();
    let page = billing::terms(&desk.caller("billing"), desk.case()).await.unwrap().2;
    assert!(page.payers.iter().any(|choice| choice.label.ends_with("(pays no longer)")));
}

#[tokio::test]
async fn terms_are_read_by_who_sees_time_and_set_by_who_bills() {
    let desk = Desk::open().await;
    for who in ["attorney-lead", "attorney-manage"] {
        assert!(!desk.terms(who).await.unwrap().2);
        assert!(matches!(desk.set(who, &fixed()).await, Err(Error::Refused(_))), "{who}");
    }
    for who in ["attorney-view", "paralegal-manage"] {
        assert!(matches!(desk.terms(who).await, Err(Error::Refused(_))), "{who}");
    }
    for who in ["attorney-outside", "billing-walled", "partner-walled"] {
        assert!(matches!(desk.terms(who).await, Err(Error::NotFound)), "{who}");
        assert!(matches!(desk.set(who, &fixed()).await, Err(Error::NotFound)), "{who}");
    }
    let closed = billing::set_terms(&desk.caller("billing"), desk.world.closed, &fixed()).await;
    assert!(matches!(closed, Err(Error::Refused(_))));
    // the case's page names them to the same people
    use domain::cases::CaseView;
    let fees =
        async |who: &str| match cases::show(&desk.caller(who), desk.case()).await.unwrap().body {
            CaseView::Full(page) => page.fees,
            CaseView::Billing(page) => Some(page.fees),
        };
    for (who, told) in [
        ("partner", true),
        ("billing", true),
        ("attorney-manage", true),
        ("attorney-view", false),
        ("paralegal-manage", false),
    ] {
        assert_eq!(fees(who).await.is_some(), told, "{who}");
    }
}
